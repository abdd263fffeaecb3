"""What a refused request is answered with: ``{"error": {"code", "message"}, "problems": [...]}``.

Messages are in the request's language. Everything a person may read is a `Text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dashboard.runs.status import in_language
from simulator.problems import Problem
from simulator.text import Language, Text

INVALID = Text(en="The input has problems.", ko="입력에 문제가 있어요.")
NOT_FOUND = Text(
    en="There is nothing at this address, or it is not yours to see.",
    ko="이 주소에는 아무것도 없거나, 볼 수 있는 권한이 없어요.",
)
FORBIDDEN = Text(
    en="You may look at this but not change it. Make a copy to work on.",
    ko="볼 수는 있지만 바꿀 수는 없어요. 사본을 만들어 작업해 보세요.",
)
CSRF_FAILED = Text(
    en="The page is out of date. Reload it and try again.",
    ko="페이지가 오래되었어요. 새로 고친 다음 다시 시도해 주세요.",
)
TOKEN_REFUSED = Text(
    en="The token is unknown, expired or revoked. Make a new one on the account page.",
    ko="알 수 없거나 만료되었거나 폐기된 토큰이에요. 계정 페이지에서 새로 만드세요.",
)
SCOPE_MISSING = Text(
    en="The token lacks the scope {scope}. Make one that has it on the account page.",
    ko="토큰에 {scope} 권한이 없어요. 계정 페이지에서 이 권한을 가진 토큰을 만드세요.",
)
TOO_MANY = Text(
    en="Too many requests in a short time. Try again in {seconds} s.",
    ko="짧은 시간에 요청이 너무 많았어요. {seconds}초 뒤에 다시 시도해 주세요.",
)
TOO_LARGE = Text(en="The request is larger than 1 MB.", ko="요청이 1MB보다 커요.")
TOO_LARGE_HINT = Text(
    en="Remove resources or long texts from the document.", ko="문서에서 리소스나 긴 텍스트를 줄여 주세요."
)
MALFORMED = Text(en="The request's body is not valid JSON.", ko="요청 본문이 올바른 JSON이 아니에요.")
CONFLICT = Text(
    en="Somebody saved a newer revision in the meantime.", ko="그 사이에 더 새로운 리비전이 저장되었어요."
)
WRONG_FIELD = Text(
    en="This field is missing or has a wrong value: {detail}",
    ko="이 항목이 없거나 값이 올바르지 않아요: {detail}",
)
WRONG_FIELD_HINT = Text(
    en="The shape of every request is described at /api/v1/docs.",
    ko="모든 요청의 형식은 /api/v1/docs에서 볼 수 있어요.",
)


class Refused(Exception):
    """A request that is answered with a status, a code and a sentence."""

    headers: Mapping[str, str] = {}

    def __init__(self, status: int, code: str, message: Text, **extra: Any) -> None:
        self.status, self.code, self.message, self.extra = status, code, message, extra
        super().__init__(code)


class NotFound(Refused):
    def __init__(self) -> None:
        super().__init__(404, "NotFound", NOT_FOUND)


class Forbidden(Refused):
    def __init__(self) -> None:
        super().__init__(403, "ReadOnly", FORBIDDEN)


class TokenRefused(Refused):
    headers = {"WWW-Authenticate": 'Bearer realm="stratolab", error="invalid_token"'}

    def __init__(self) -> None:
        super().__init__(401, "TokenRefused", TOKEN_REFUSED)


class ScopeMissing(Refused):
    def __init__(self, scope: str) -> None:
        super().__init__(403, "ScopeMissing", SCOPE_MISSING.format(scope=scope), scope=scope)
        self.headers = {
            "WWW-Authenticate": f'Bearer realm="stratolab", error="insufficient_scope", scope="{scope}"'
        }


def language() -> Language:
    """The language of the request being answered."""
    return "ko" if (get_language() or "").startswith("ko") else "en"


def localized(problem: Problem | Mapping[str, Any]) -> dict[str, Any]:
    """A problem in the request's language."""
    return in_language(problem.as_json() if isinstance(problem, Problem) else problem, language())


def localized_all(problems: Iterable[Problem | Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [localized(problem) for problem in problems]


def body(
    code: str, message: Text, problems: Iterable[Problem | Mapping[str, Any]] = (), **extra: Any
) -> dict[str, Any]:
    error = {"code": code, "message": message.get(language())}
    return {"error": error, "problems": localized_all(problems), **extra}


def answer(status: int, code: str, message: Text, problems: Iterable[Problem] = ()) -> JsonResponse:
    """For refusals outside the API's own handlers."""
    return JsonResponse(body(code, message, problems), status=status)


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if is_api(request):
        return answer(403, "CsrfFailed", CSRF_FAILED)
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return answer(404, "NotFound", NOT_FOUND)
    return render(request, "404.html", status=404)
