"""Where things are, and how long light needs between them.

Public names: `PLACES`, `REGIONS`, `EDGES` (tables by id), `rtt_ms`, `nearest_edge`, `distance_km`.
"""

from simulator.geography.edges import EDGES, Edge
from simulator.geography.latency import distance_km, nearest_edge, rtt_ms
from simulator.geography.places import PLACES, Place
from simulator.geography.regions import REGIONS, Region

__all__ = ["EDGES", "PLACES", "REGIONS", "Edge", "Place", "Region", "distance_km", "nearest_edge", "rtt_ms"]
