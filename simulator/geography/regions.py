"""AWS Regions of the commercial partition.

A Region's point on the map is the city or area AWS names it after; the data centres' addresses are not
public, and tens of kilometres do not show in a model of this kind. Zone letters are those an account may
see; AWS maps them to buildings anew for each account.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.text import Text


@dataclass(frozen=True, slots=True)
class Region:
    """A Region. zones: names of its Availability Zones, e.g. ``ap-northeast-2a``."""

    id: str
    label: Text
    latitude: float
    longitude: float
    zones: tuple[str, ...]


_ROWS: tuple[tuple[str, str, str, float, float, str], ...] = (
    ("ap-northeast-2", "Asia Pacific (Seoul)", "아시아 태평양(서울)", 37.56, 126.99, "abcd"),
    ("ap-northeast-1", "Asia Pacific (Tokyo)", "아시아 태평양(도쿄)", 35.68, 139.77, "acd"),
    ("ap-northeast-3", "Asia Pacific (Osaka)", "아시아 태평양(오사카)", 34.69, 135.50, "abc"),
    ("ap-east-1", "Asia Pacific (Hong Kong)", "아시아 태평양(홍콩)", 22.32, 114.17, "abc"),
    ("ap-southeast-1", "Asia Pacific (Singapore)", "아시아 태평양(싱가포르)", 1.35, 103.82, "abc"),
    ("ap-southeast-2", "Asia Pacific (Sydney)", "아시아 태평양(시드니)", -33.87, 151.21, "abc"),
    ("ap-southeast-3", "Asia Pacific (Jakarta)", "아시아 태평양(자카르타)", -6.21, 106.85, "abc"),
    ("ap-south-1", "Asia Pacific (Mumbai)", "아시아 태평양(뭄바이)", 19.08, 72.88, "abc"),
    ("us-east-1", "US East (N. Virginia)", "미국 동부(버지니아 북부)", 39.04, -77.49, "abcdef"),
    ("us-east-2", "US East (Ohio)", "미국 동부(오하이오)", 39.96, -83.00, "abc"),
    ("us-west-1", "US West (N. California)", "미국 서부(캘리포니아 북부)", 37.34, -121.89, "ac"),
    ("us-west-2", "US West (Oregon)", "미국 서부(오레곤)", 45.84, -119.70, "abcd"),
    ("ca-central-1", "Canada (Central)", "캐나다(중부)", 45.50, -73.57, "abd"),
    ("eu-west-1", "Europe (Ireland)", "유럽(아일랜드)", 53.35, -6.26, "abc"),
    ("eu-west-2", "Europe (London)", "유럽(런던)", 51.51, -0.13, "abc"),
    ("eu-west-3", "Europe (Paris)", "유럽(파리)", 48.86, 2.35, "abc"),
    ("eu-central-1", "Europe (Frankfurt)", "유럽(프랑크푸르트)", 50.11, 8.68, "abc"),
    ("eu-north-1", "Europe (Stockholm)", "유럽(스톡홀름)", 59.33, 18.07, "abc"),
    ("eu-south-1", "Europe (Milan)", "유럽(밀라노)", 45.46, 9.19, "abc"),
    ("me-central-1", "Middle East (UAE)", "중동(UAE)", 25.20, 55.27, "abc"),
    ("il-central-1", "Israel (Tel Aviv)", "이스라엘(텔아비브)", 32.09, 34.78, "abc"),
    ("af-south-1", "Africa (Cape Town)", "아프리카(케이프타운)", -33.92, 18.42, "abc"),
    ("sa-east-1", "South America (São Paulo)", "남아메리카(상파울루)", -23.55, -46.63, "abc"),
)

#: By id, in the order a list of choices shows them.
REGIONS: dict[str, Region] = {
    id: Region(id, Text(en, ko), latitude, longitude, tuple(id + letter for letter in letters))
    for id, en, ko, latitude, longitude, letters in _ROWS
}
