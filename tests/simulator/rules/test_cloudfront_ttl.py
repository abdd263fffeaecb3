"""What holds for every TTL."""

from __future__ import annotations

from string import printable

from hypothesis import given
from hypothesis import strategies as st

from simulator.services.cloudfront.decide import cache_directives, ttl
from simulator.services.cloudfront.reasons import REASONS, CloudFrontReason

SECONDS = st.integers(0, 10_000)
BOUNDS = st.tuples(SECONDS, SECONDS, SECONDS).map(sorted)
DIRECTIVE = st.one_of(
    st.sampled_from(
        ["no-cache", "no-store", "private", "public", "must-revalidate", 'private="a, b"', "", "="]
    ),
    st.builds("max-age={}".format, st.integers(-5, 20_000)),
    st.builds("s-maxage={}".format, st.integers(-5, 20_000)),
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Cache-Control": st.lists(DIRECTIVE, max_size=4).map(", ".join)
        | st.text(alphabet=printable, max_size=30),
        "Expires": st.just("Thu, 01 Jan 2026 01:00:00 GMT") | st.text(alphabet=printable, max_size=30),
    },
)


@given(BOUNDS, HEADERS)
def test_a_ttl_stays_between_minimum_and_maximum(bounds: list[int], headers: dict[str, str]) -> None:
    least, default, most = bounds
    given = {"MinTTL": least, "DefaultTTL": default, "MaxTTL": most, "now": 1767225600}
    assert least <= ttl(given | {"origin_headers": headers}).outcome <= most


@given(st.permutations(["no-cache", "max-age=100", "s-maxage=200", "public"]))
def test_the_order_of_directives_does_not_matter(directives: list[str]) -> None:
    given = {"MinTTL": 7, "now": 0, "origin_headers": {"cache-control": ",".join(directives)}}
    assert ttl(given).outcome == 7


def test_a_quoted_argument_hides_no_directive() -> None:
    assert cache_directives('private="set-cookie, x", max-age=5') == {
        "private": "set-cookie, x",
        "max-age": "5",
    }


def test_every_reason_has_its_text() -> None:
    assert set(REASONS) == set(CloudFrontReason)
    assert all(reason.name == reason.value for reason in CloudFrontReason)
