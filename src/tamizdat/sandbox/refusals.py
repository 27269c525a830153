"""What the sandbox refuses, in Stripe's own error shape.

ApiError                 the answer is an error object: status, type, code, message, param
├── ParamError           400: a parameter is missing, unknown or not of its kind
├── MissingError         404 (or 400 inside another request): no such object
└── CardError            402: the issuer said no; carries decline_code and the intent
"""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """One error answer."""

    is_kept = True
    """Whether an Idempotency-Key remembers it. What failed before the work began is not remembered."""
    undoes = True
    """Whether everything that the request had changed is taken back. A refused card leaves its traces."""

    def __init__(self, status: int, kind: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"type": kind, "message": message, **{key: value for key, value in more.items() if value}}


class ParamError(ApiError):
    """A parameter is missing, unknown or not of its kind."""

    is_kept = False

    def __init__(self, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(400, "invalid_request_error", message, param=param, code=code)


class StateError(ApiError):
    """The object is not in a state in which this can be done."""

    def __init__(self, message: str, code: str | None = None, **more: Any) -> None:
        super().__init__(400, "invalid_request_error", message, code=code, **more)


class MissingError(ApiError):
    """No such object."""

    is_kept = False

    def __init__(self, kind: str, name: str, param: str = "id") -> None:
        status = 404 if param in ("id", "intent") else 400
        message = f"No such {kind.replace('.', ' ').replace('_', ' ').replace(' ', '_')}: '{name}'"
        super().__init__(status, "invalid_request_error", message, param=param, code="resource_missing")


class CardError(ApiError):
    """The issuer said no."""

    undoes = False

    def __init__(self, error: dict[str, Any], **more: Any) -> None:
        told = {key: value for key, value in {**error, **more}.items() if key not in ("message", "type")}
        super().__init__(402, "card_error", error["message"], **told)


def unauthorized(message: str) -> ApiError:
    error = ApiError(401, "invalid_request_error", message)
    error.is_kept = False
    return error


def api_failure(status: int = 500) -> ApiError:
    """The processor itself is at fault."""
    error = ApiError(status, "api_error", "Something went wrong on the processor's end.")
    error.is_kept = status == 500
    return error


def too_many() -> ApiError:
    error = ApiError(429, "invalid_request_error", "Too many requests hit the API too quickly.", code="rate_limit")
    error.is_kept = False
    return error
