"""Edge cities: where a CloudFront-like network answers viewers.

One entry a city, named by its main airport as CloudFront names its locations; the real network has several
sites in many of them. `region_class` is the price region of CloudFront's price list that the city bills as.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.text import Text

#: Price regions of the CloudFront price list.
RegionClass = Literal[
    "us_mexico_canada",
    "europe_israel",
    "south_africa_kenya_middle_east",
    "south_america",
    "japan",
    "australia_new_zealand",
    "asia",
    "india",
]


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge city."""

    id: str
    label: Text
    latitude: float
    longitude: float
    region_class: RegionClass


_ROWS: tuple[tuple[str, str, str, float, float, RegionClass], ...] = (
    ("ICN", "Seoul", "서울", 37.46, 126.44, "asia"),
    ("NRT", "Tokyo", "도쿄", 35.77, 140.39, "japan"),
    ("KIX", "Osaka", "오사카", 34.43, 135.24, "japan"),
    ("TPE", "Taipei", "타이베이", 25.08, 121.23, "asia"),
    ("HKG", "Hong Kong", "홍콩", 22.31, 113.92, "asia"),
    ("SIN", "Singapore", "싱가포르", 1.36, 103.99, "asia"),
    ("CGK", "Jakarta", "자카르타", -6.13, 106.66, "asia"),
    ("BKK", "Bangkok", "방콕", 13.69, 100.75, "asia"),
    ("MNL", "Manila", "마닐라", 14.51, 121.02, "asia"),
    ("HAN", "Hanoi", "하노이", 21.22, 105.81, "asia"),
    ("BOM", "Mumbai", "뭄바이", 19.09, 72.87, "india"),
    ("DEL", "Delhi", "델리", 28.56, 77.10, "india"),
    ("MAA", "Chennai", "첸나이", 12.99, 80.17, "india"),
    ("SYD", "Sydney", "시드니", -33.95, 151.18, "australia_new_zealand"),
    ("MEL", "Melbourne", "멜버른", -37.67, 144.84, "australia_new_zealand"),
    ("AKL", "Auckland", "오클랜드", -37.01, 174.79, "australia_new_zealand"),
    ("FRA", "Frankfurt", "프랑크푸르트", 50.03, 8.56, "europe_israel"),
    ("LHR", "London", "런던", 51.47, -0.45, "europe_israel"),
    ("DUB", "Dublin", "더블린", 53.42, -6.27, "europe_israel"),
    ("CDG", "Paris", "파리", 49.01, 2.55, "europe_israel"),
    ("AMS", "Amsterdam", "암스테르담", 52.31, 4.76, "europe_israel"),
    ("ARN", "Stockholm", "스톡홀름", 59.65, 17.92, "europe_israel"),
    ("MAD", "Madrid", "마드리드", 40.47, -3.56, "europe_israel"),
    ("MXP", "Milan", "밀라노", 45.63, 8.72, "europe_israel"),
    ("WAW", "Warsaw", "바르샤바", 52.17, 20.97, "europe_israel"),
    ("TLV", "Tel Aviv", "텔아비브", 32.01, 34.89, "europe_israel"),
    ("IAD", "Ashburn", "애슈번", 38.94, -77.46, "us_mexico_canada"),
    ("JFK", "New York", "뉴욕", 40.64, -73.78, "us_mexico_canada"),
    ("ATL", "Atlanta", "애틀랜타", 33.64, -84.43, "us_mexico_canada"),
    ("ORD", "Chicago", "시카고", 41.97, -87.91, "us_mexico_canada"),
    ("DFW", "Dallas", "댈러스", 32.90, -97.04, "us_mexico_canada"),
    ("LAX", "Los Angeles", "로스앤젤레스", 33.94, -118.41, "us_mexico_canada"),
    ("SFO", "San Francisco", "샌프란시스코", 37.62, -122.38, "us_mexico_canada"),
    ("SEA", "Seattle", "시애틀", 47.45, -122.31, "us_mexico_canada"),
    ("MIA", "Miami", "마이애미", 25.80, -80.29, "us_mexico_canada"),
    ("YYZ", "Toronto", "토론토", 43.68, -79.63, "us_mexico_canada"),
    ("QRO", "Querétaro", "케레타로", 20.62, -100.19, "us_mexico_canada"),
    ("GRU", "São Paulo", "상파울루", -23.43, -46.47, "south_america"),
    ("EZE", "Buenos Aires", "부에노스아이레스", -34.82, -58.54, "south_america"),
    ("SCL", "Santiago", "산티아고", -33.39, -70.79, "south_america"),
    ("BOG", "Bogotá", "보고타", 4.70, -74.15, "south_america"),
    ("CPT", "Cape Town", "케이프타운", -33.97, 18.60, "south_africa_kenya_middle_east"),
    ("JNB", "Johannesburg", "요하네스버그", -26.14, 28.25, "south_africa_kenya_middle_east"),
    ("NBO", "Nairobi", "나이로비", -1.32, 36.93, "south_africa_kenya_middle_east"),
    ("DXB", "Dubai", "두바이", 25.25, 55.36, "south_africa_kenya_middle_east"),
)

#: By id, in a fixed order: `nearest_edge` settles ties by it.
EDGES: dict[str, Edge] = {
    id: Edge(id, Text(en, ko), latitude, longitude, region_class)
    for id, en, ko, latitude, longitude, region_class in _ROWS
}
