"""What watches all other tests, watched: a guard that sees nothing would let everything pass."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page


def test_the_guard_sees_what_a_page_must_not_do(page: Page, guard: Any) -> None:
    page.goto("/about/")
    page.evaluate("() => console.error('something went wrong')")
    page.evaluate("() => { new Image().src = 'https://elsewhere.invalid/picture.png' }")
    page.evaluate("() => { setTimeout(() => { throw new Error('unexpected') }) }")
    page.evaluate("() => fetch('/no/such/thing/')")
    page.wait_for_timeout(500)
    seen = "\n".join(guard.offences)
    for expected in ("something went wrong", "content policy: img-src", "page error", "404"):
        assert expected in seen, f"{expected} was not seen in\n{seen}"
    guard.forgive("")
