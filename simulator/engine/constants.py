"""Figures of the model that no property sets. Texts and the event-driven twin read them from here."""

from __future__ import annotations

#: Seconds an edge works on a request, and the mean of the exponential jitter of a hit.
EDGE_WORK_S = 0.001
EDGE_JITTER_S = 0.002

#: Objects one edge keeps for one distribution.
EDGE_CAPACITY = 50_000

#: Seconds an answer of 500 and more is kept (CloudFront's default error caching minimum TTL).
ERROR_TTL_S = 10.0

#: Seconds between two points of a path for which the body of an answer is sent, by bytes a second.
VIEWER_BYTES_PER_S = 6_250_000.0
BUCKET_BYTES_PER_S = 90_000_000.0

#: A bucket's time to first byte: lognormal.
BUCKET_FIRST_BYTE_S = 0.025
BUCKET_VARIATION = 0.5

#: Seconds after which a balancer stops waiting for its target and answers 504 (default idle timeout).
IDLE_TIMEOUT_S = 60.0

#: Seconds an edge tries to connect to an origin: three attempts of ten.
ORIGIN_CONNECT_S = 30.0

#: Seconds without a byte after which a flow is forgotten (a network balancer's for TCP).
FLOW_IDLE_S = 350.0

#: Seconds a resolver takes to ask Route 53, beyond the way to its nearest name server.
LOOKUP_WORK_S = 0.004

#: TTL of an alias to a load balancer, a distribution or a bucket.
ALIAS_TTL_S = 60.0


#: Step of a skip, in which health checks and metric periods take their usual course.
SKIP_STEP_S = 60.0

#: A world without a change for this long is at rest: its beats may be jumped over.
REST_S = 1_800.0

#: Request-level decisions are sampled once in so many ticks; errors once a cause in so many.
SAMPLE_EVERY = 5
ERROR_SAMPLE_EVERY = 10
