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
#: What operations answer to input that is not as described: of any kind, and in a body.
INPUT_REFUSALS = {422: "The input has problems: each with its path, a message and a hint."}
BODY_REFUSALS = {400: "The body is not valid JSON.", 413: "The body is larger than 1 MB."}


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
        sources = {getattr(model, "__ninja_param_source__", "") for model in operation.models}
        refusals = {
            **COMMON_REFUSALS,
            **(INPUT_REFUSALS if sources - {"path"} else {}),
            **(BODY_REFUSALS if "body" in sources else {}),
        }
        for status, description in refusals.items():
            found[status] = {"description": description, "content": {"application/json": {"schema": schema}}}
        return found


class DescribedApi(NinjaAPI):
    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        return Description(
            self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        )
