"""Cities viewers live in. Coordinates are the city's centre, rounded to a hundredth of a degree."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """A city. country: ISO 3166-1 alpha-2. continent: Route 53's two letters (AF AN AS EU NA OC SA)."""

    id: str
    label: Text
    latitude: float
    longitude: float
    country: str
    continent: str


_ROWS: tuple[tuple[str, str, str, float, float, str, str], ...] = (
    ("Seoul", "Seoul", "서울", 37.57, 126.98, "KR", "AS"),
    ("Busan", "Busan", "부산", 35.18, 129.08, "KR", "AS"),
    ("Jeju", "Jeju", "제주", 33.50, 126.53, "KR", "AS"),
    ("Tokyo", "Tokyo", "도쿄", 35.68, 139.69, "JP", "AS"),
    ("Osaka", "Osaka", "오사카", 34.69, 135.50, "JP", "AS"),
    ("Taipei", "Taipei", "타이베이", 25.03, 121.57, "TW", "AS"),
    ("HongKong", "Hong Kong", "홍콩", 22.32, 114.17, "HK", "AS"),
    ("Singapore", "Singapore", "싱가포르", 1.35, 103.82, "SG", "AS"),
    ("Jakarta", "Jakarta", "자카르타", -6.21, 106.85, "ID", "AS"),
    ("Bangkok", "Bangkok", "방콕", 13.76, 100.50, "TH", "AS"),
    ("Manila", "Manila", "마닐라", 14.60, 120.98, "PH", "AS"),
    ("Hanoi", "Hanoi", "하노이", 21.03, 105.85, "VN", "AS"),
    ("Mumbai", "Mumbai", "뭄바이", 19.08, 72.88, "IN", "AS"),
    ("Delhi", "Delhi", "델리", 28.61, 77.21, "IN", "AS"),
    ("Dubai", "Dubai", "두바이", 25.20, 55.27, "AE", "AS"),
    ("TelAviv", "Tel Aviv", "텔아비브", 32.09, 34.78, "IL", "AS"),
    ("Istanbul", "Istanbul", "이스탄불", 41.01, 28.98, "TR", "AS"),
    ("Sydney", "Sydney", "시드니", -33.87, 151.21, "AU", "OC"),
    ("Auckland", "Auckland", "오클랜드", -36.85, 174.76, "NZ", "OC"),
    ("London", "London", "런던", 51.51, -0.13, "GB", "EU"),
    ("Dublin", "Dublin", "더블린", 53.35, -6.26, "IE", "EU"),
    ("Paris", "Paris", "파리", 48.86, 2.35, "FR", "EU"),
    ("Frankfurt", "Frankfurt", "프랑크푸르트", 50.11, 8.68, "DE", "EU"),
    ("Madrid", "Madrid", "마드리드", 40.42, -3.70, "ES", "EU"),
    ("Stockholm", "Stockholm", "스톡홀름", 59.33, 18.07, "SE", "EU"),
    ("NewYork", "New York", "뉴욕", 40.71, -74.01, "US", "NA"),
    ("Chicago", "Chicago", "시카고", 41.88, -87.63, "US", "NA"),
    ("Dallas", "Dallas", "댈러스", 32.78, -96.80, "US", "NA"),
    ("LosAngeles", "Los Angeles", "로스앤젤레스", 34.05, -118.24, "US", "NA"),
    ("Seattle", "Seattle", "시애틀", 47.61, -122.33, "US", "NA"),
    ("Toronto", "Toronto", "토론토", 43.65, -79.38, "CA", "NA"),
    ("MexicoCity", "Mexico City", "멕시코시티", 19.43, -99.13, "MX", "NA"),
    ("SaoPaulo", "São Paulo", "상파울루", -23.55, -46.63, "BR", "SA"),
    ("BuenosAires", "Buenos Aires", "부에노스아이레스", -34.60, -58.38, "AR", "SA"),
    ("Johannesburg", "Johannesburg", "요하네스버그", -26.20, 28.05, "ZA", "AF"),
    ("Nairobi", "Nairobi", "나이로비", -1.29, 36.82, "KE", "AF"),
    ("Cairo", "Cairo", "카이로", 30.04, 31.24, "EG", "AF"),
)

#: By id, in the order a list of choices shows them.
PLACES: dict[str, Place] = {
    id: Place(id, Text(en, ko), latitude, longitude, country, continent)
    for id, en, ko, latitude, longitude, country, continent in _ROWS
}
