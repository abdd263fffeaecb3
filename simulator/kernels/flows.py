"""Long-lived flows: connections that outlast a tick (a network balancer's, a WebSocket's, a kept-alive one).

A flow is pinned to a target when it opens and ends by being closed, by going idle or with its target.
"""

from __future__ import annotations

import numpy as np

from simulator.kernels import jit

OPEN, CLOSED, IDLE, RESET = 0, 1, 2, 3

FLOW = np.dtype(
    [
        ("opened", "f8"),  # seconds
        ("active", "f8"),  # when a byte last passed, seconds
        ("closes", "f8"),  # when its ends will close it, seconds; infinite: never by itself
        ("bytes", "f8"),
        ("key", "u8"),  # hash of its tuple
        ("target", "i4"),
        ("clients", "i2"),
        ("balancer", "i2"),
    ],
    align=True,
)


@jit
def end_flows(flows, n, now, idle_timeout, gone, ended):
    """Remove the flows that ended by `now`; modifies `flows` in place, keeping the order.

    idle_timeout: seconds without a byte. gone: bool by target slot. ended: int64[4], counts by way of ending,
    added to. Returns how many remain.
    """
    kept = 0
    for i in range(n):
        flow = flows[i]
        if flow.target >= 0 and gone[flow.target]:
            ended[RESET] += 1
        elif flow.closes <= now:
            ended[CLOSED] += 1
        elif flow.active + idle_timeout <= now:
            ended[IDLE] += 1
        else:
            if kept != i:
                flows[kept] = flow
            kept += 1
    return kept
