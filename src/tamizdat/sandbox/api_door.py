"""The door of ``/v1``: who asks, in which version, whether it was asked before; then the whole answer."""

from __future__ import annotations

import base64
import binascii
import time
from typing import Any

import tamizdat.sandbox.api  # noqa: F401  registers the paths
from tamizdat.sandbox import idempotency
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.expand import expand, present
from tamizdat.sandbox.failures import take_failure
from tamizdat.sandbox.form import read_form
from tamizdat.sandbox.http import Request, Response, as_json
from tamizdat.sandbox.refusals import ApiError, api_failure, too_many, unauthorized
from tamizdat.sandbox.router import Route, find_route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import run_due
from tamizdat.sandbox.versions import check_version
from tamizdat.sandbox.world import World

KEY = "sk_test_sandbox"
PUBLISHABLE_KEY = "pk_test_sandbox"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Stripe-Version",
}


class ApiDoor:
    """Answers every request to ``/v1``."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._keys = idempotency.Keys()

    def answer(self, request: Request) -> Response:
        world = self._world
        if request.method == "OPTIONS":
            return Response(204, b"", headers=dict(CORS))
        entry = _entry(world, request)
        with world.store.together():
            failure = take_failure(world, request.method, request.path)
        try:
            response = self._answer(request, entry, failure)
        except ApiError as error:
            response = _refused(error)
        with world.store.together():
            world.store.put("_request", entry["id"], {**entry, "status": response.status})
        response.headers |= {"Request-Id": entry["id"], "Stripe-Version": entry["version"] or "", **CORS}
        response.is_lost = bool(failure and failure["mode"] == "lost")
        return response

    def _answer(self, request: Request, entry: Thing, failure: Thing | None) -> Response:
        is_public = _check_key(request)
        version = check_version(request.headers.get("stripe-version"))
        entry |= {"version": version, "params": _params(request)}
        found = find_route(request.method, request.path)
        if found is None:
            words = f"Unrecognized request URL ({request.method}: {request.path})."
            raise ApiError(404, "invalid_request_error", words)
        if is_public and not found[0].is_public:
            raise unauthorized("This API call cannot be made with a publishable API key.")
        key = entry["idempotency_key"] if request.method == "POST" else None
        if key is None:
            return self._work(found, entry, failure, is_public, request.base)
        before = self._keys.begin(self._world, key, entry)
        if before is not None:
            headers = {"Idempotent-Replayed": "true", "Original-Request": before["request"]}
            response = as_json(before["body"], before["status"])
            response.headers |= {"Idempotency-Key": key, **headers}
            return response
        try:
            return self._work(found, entry, failure, is_public, request.base)
        finally:
            self._keys.end(key)

    def _work(
        self, found: tuple[Route, dict[str, str]], entry: Thing, failure: Thing | None, is_public: bool, base: str
    ) -> Response:
        if failure and failure["mode"] == "slow":
            time.sleep(int(failure["milliseconds"]) / 1000)
        try:
            with self._world.store.together():
                status, body = self._do(found, entry, failure, is_public, base)
                _keep(self._world, entry, status, body)
        except ApiError as error:
            with self._world.store.together():
                if error.is_kept:
                    _keep(self._world, entry, error.status, _error_body(error))
            return _refused(error)
        return as_json(body, status)

    def _do(
        self, found: tuple[Route, dict[str, str]], entry: Thing, failure: Thing | None, is_public: bool, base: str
    ) -> tuple[int, Any]:
        """The deed itself, and what by then is due."""
        world = self._world
        _fail_if_asked(failure)
        ask = Ask(
            entry["method"], entry["path"], entry["params"], entry["id"], entry["idempotency_key"], is_public, base
        )
        world.ask, world.base = ask, base
        try:
            done = found[0].handler(world, ask, **found[1])
            ask.refuse_the_rest()
            body = present(done, entry["version"])
            expand(world, body, ask.get("expand") or [], entry["version"])
            answer = 200, body
        except ApiError as error:
            if error.undoes:
                raise
            answer = error.status, _error_body(error)
        finally:
            world.ask = None
        run_due(world, world.now)
        return answer


def _entry(world: World, request: Request) -> Thing:
    """The request's line in the list of requests."""
    return {
        "id": world.id("req", 14),
        "object": "_request",
        "at": world.now,
        "method": request.method,
        "path": request.path,
        "params": {},
        "version": None,
        "status": None,
        "idempotency_key": request.headers.get("idempotency-key") or None,
    }


def _params(request: Request) -> dict[str, Any]:
    text = request.query
    if request.method == "POST":
        body = request.body.decode("utf-8", "replace")
        text = f"{text}&{body}" if text and body else text or body
    params = read_form(text)
    params.pop("key", None)
    return params


def _check_key(request: Request) -> bool:
    """Whether it is a publishable key. Any test key opens the sandbox; a live key opens nothing."""
    key = _key_of(request)
    if not key:
        raise unauthorized("You did not provide an API key. Use Authorization: Bearer sk_test_… .")
    if key.startswith(("sk_test_", "rk_test_")):
        return False
    if key.startswith("pk_test_"):
        return True
    hidden = f"{key[:8]}****"
    if key.startswith(("sk_live_", "rk_live_", "pk_live_")):
        raise unauthorized(f"This is a sandbox: a live key ({hidden}) must never be sent to it.")
    raise unauthorized(f"Invalid API Key provided: {hidden}")


def _key_of(request: Request) -> str:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    text = request.query + "&" + request.body.decode("utf-8", "replace")
    return str(read_form(text).get("key", "")) if "key=" in text else ""


def _fail_if_asked(failure: Thing | None) -> None:
    mode = failure["mode"] if failure else None
    if mode in ("500", "503"):
        raise api_failure(int(mode))
    if mode == "429":
        raise too_many()


def _keep(world: World, entry: Thing, status: int, body: Any) -> None:
    if entry["idempotency_key"] and entry["method"] == "POST":
        idempotency.keep(world, entry["idempotency_key"], entry, status, body)


def _error_body(error: ApiError) -> dict[str, Any]:
    return {"error": error.body}


def _refused(error: ApiError) -> Response:
    return as_json(_error_body(error), error.status)
