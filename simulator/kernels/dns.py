"""Resolvers: each keeps the answer it was given until its TTL has passed, then asks again."""

from __future__ import annotations

from simulator.kernels import jit
from simulator.kernels.streams import uniform


@jit
def resolve(s, lane, n, expiry, kept, share, endpoint, ttl, lookup, asked, given, last):
    """Give each of the lane's first n requests an endpoint (-1: no answer). Modifies most arguments in place.

    s: stream. expiry (seconds) and kept (index of the answer): one a resolver. share: cumulated shares of the
    answers the policy may give now, endpoint and ttl (seconds) of each. lookup: seconds that asking takes.
    asked: int64[answers] queries answered so; given: int64[answers] requests sent so.
    last: float64[3], the newest query: (time, answer, resolver).

    A kept answer is an index into endpoint/ttl, which only ever grow: an answer that the policy no longer
    gives stays in use until its TTL has passed. With no answer at all the negative one is not kept.
    """
    resolvers = expiry.shape[0]
    answers = share.shape[0]
    ats, lookups, _, endpoints, _, _, _ = lane
    for i in range(n):
        r = int(uniform(s) * resolvers)
        t = ats[i]
        if expiry[r] <= t:
            u = uniform(s)
            chosen = -1
            if answers > 0 and share[answers - 1] > 0.0:
                u *= share[answers - 1]
                chosen = 0
                while chosen < answers - 1 and share[chosen] <= u:
                    chosen += 1
            lookups[i] = lookup
            if chosen < 0:
                endpoints[i] = -1
                continue
            kept[r] = chosen
            expiry[r] = t + ttl[chosen]
            asked[chosen] += 1
            last[0] = t
            last[1] = chosen
            last[2] = r
        answer = kept[r]
        given[answer] += 1
        endpoints[i] = endpoint[answer]
