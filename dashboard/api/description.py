"""The API's description of itself: OpenAPI, with scopes and the refusals that every operation has."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from dashboard.api.auth import ApiToken
from dashboard.api.schemas import ErrorOut

#: What any operation may answer before it looks at its own request.
COMMON_REFUSALS = {
    401: "The token is unknown, expired or revoked.",
    403: "The token lacks the operation's scope, the page's token is missing, or the thing is read-only.",
    429: "Too many requests; Retry-After says when to come back.",
}


class Description(OpenAPISchema):
    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        """As ninja has it, with the scopes it leaves out."""
        security = super().operation_security(operation) or []
        for callback, requirement in zip(operation.auth_callbacks, security, strict=True):
            if isinstance(callback, ApiToken) and callback.scope is not None:
                requirement[type(callback).__name__] = [callback.scope.value]
        return security

    def responses(self, operation: Operation) -> dict[int, Any]:
        found: dict[int, Any] = super().responses(operation)
        schema = {"$ref": REF_TEMPLATE.format(model=ErrorOut.__name__)}
        for status, description in COMMON_REFUSALS.items():
            content = {"application/json": {"schema": schema}}
            found[status] = {"description": description, "content": content}
        return found


class DescribedApi(NinjaAPI):
    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        return Description(
            self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        )
