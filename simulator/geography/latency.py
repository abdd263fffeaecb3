"""Round-trip times between two points of the earth.

These are a model's figures, not measurements. A round trip is the great-circle distance at the speed of
light in fibre, stretched because cables do not follow great circles and public routes follow contracts
rather than geography, plus what the viewer's own access line adds. Real networks vary by hour, by provider
and by luck; the model keeps what a lesson needs: near is fast, an ocean is slow, a provider's backbone is
straighter than the public internet.
"""

from __future__ import annotations

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Literal, Protocol

from simulator.geography.edges import EDGES, Edge
from simulator.geography.places import PLACES, Place

EARTH_RADIUS_KM = 6371.0

#: Light in fibre, kilometres a millisecond, one way.
FIBRE_KM_PER_MS = 200.0

#: How much longer than the great circle the path is.
PATH_STRETCH = {"internet": 1.6, "backbone": 1.2}

#: Added once when either end is a viewer's place: access line and its provider, both ways.
LAST_MILE_MS = 8.0


class Point(Protocol):
    """Anything on the map: a Place, a Region, an Edge."""

    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance (haversine) on a sphere."""
    phi_a, phi_b = radians(a.latitude), radians(b.latitude)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = radians(b.longitude - a.longitude) / 2
    haversine = sin(half_phi) ** 2 + cos(phi_a) * cos(phi_b) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(haversine)))


def rtt_ms(a: Point, b: Point, *, path: Literal["internet", "backbone"] = "internet") -> float:
    """Round-trip time between two points in milliseconds. Symmetric; see the module for the model."""
    round_trip = 2 * distance_km(a, b) * PATH_STRETCH[path] / FIBRE_KM_PER_MS
    viewer = isinstance(a, Place) or isinstance(b, Place)
    return round_trip + (LAST_MILE_MS if viewer else 0.0)


@lru_cache(maxsize=1024)
def nearest_edge(place: Place | str) -> Edge:
    """The edge with the lowest round-trip time from a place (or its id); ties go to the first in `EDGES`.

    Raises KeyError for an unknown id.
    """
    viewer = PLACES[place] if isinstance(place, str) else place
    return min(EDGES.values(), key=lambda edge: rtt_ms(viewer, edge))
