"""The door of ``/_control``: JSON in, JSON out; a script plays everything that is not the newsroom."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from tamizdat.sandbox.control import CONTROLS, Wish, deeds  # noqa: F401  deeds registers the paths
from tamizdat.sandbox.http import Request, Response, as_json
from tamizdat.sandbox.postman import Postman
from tamizdat.sandbox.refusals import ApiError, ParamError
from tamizdat.sandbox.tasks import run_due
from tamizdat.sandbox.world import World, clean


class ControlDoor:
    """Answers ``/_control/…``; only to scripts, never to another site's page in a browser."""

    def __init__(self, world: World, postman: Postman) -> None:
        self._world = world
        self._postman = postman

    def answer(self, request: Request) -> Response:
        try:
            return as_json(self._answer(request))
        except ApiError as error:
            return as_json({"error": error.body}, error.status)

    def _answer(self, request: Request) -> Any:
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            raise ApiError(403, "invalid_request_error", "The control API is not for other sites' pages.")
        control = CONTROLS.get((request.method, request.path.rstrip("/")))
        if control is None:
            known = sorted(f"{method} {path}" for method, path in CONTROLS)
            raise ApiError(404, "invalid_request_error", f"There is no {request.method} {request.path}.", known=known)
        wish = Wish(self._world, self._postman, _said(request))
        if control.waits:
            return control.deed(wish)
        with self._world.store.together():
            self._world.base = request.base
            answer = clean(control.deed(wish))
            run_due(self._world, self._world.now)
        return answer


def _said(request: Request) -> dict[str, Any]:
    if request.method == "GET":
        return dict(parse_qsl(request.query))
    if not request.body:
        return {}
    if not re.match(r"application/json\b", request.headers["content-type"]):
        raise ParamError("Send JSON, with Content-Type: application/json.")
    try:
        said = json.loads(request.body)
    except ValueError as error:
        raise ParamError(f"This is not JSON: {error}") from error
    if not isinstance(said, dict):
        raise ParamError("Send a JSON object.")
    return said
