"""The sandbox as a WSGI application: the API, the control API, and the pages for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tamizdat.sandbox.api_door import ApiDoor
from tamizdat.sandbox.control_door import ControlDoor
from tamizdat.sandbox.deliveries import new_endpoint
from tamizdat.sandbox.http import Request, Response, as_json, read_request, send
from tamizdat.sandbox.pages import PageDoor
from tamizdat.sandbox.payouts import plan_daily
from tamizdat.sandbox.postman import Postman
from tamizdat.sandbox.store import Store
from tamizdat.sandbox.world import World

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Sandbox:
    """One sandbox: its memory, its world, its postman, its doors."""

    def __init__(self, state: Path) -> None:
        self.store = Store(state)
        self.world = World(self.store)
        self.postman = Postman(self.world)
        self._api = ApiDoor(self.world)
        self._control = ControlDoor(self.world, self.postman)
        self._pages = PageDoor(self.world)
        with self.store.together():
            if self.store.get("_task", "daily_payouts:balance") is None:
                plan_daily(self.world)

    def start(self, base: str, webhook: str | None = None, secret: str | None = None) -> None:
        """From now on notices go out; the first endpoint is remembered, not added twice."""
        self.world.base = base
        with self.store.together():
            if webhook and not self.world.where("webhook_endpoint", url=webhook):
                new_endpoint(self.world, webhook, ["*"], secret)
        self.postman.start()

    def stop(self) -> None:
        self.postman.stop()
        self.store.close()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response = self._answer(read_request(environ))
        if response.is_lost and "sandbox.cut" in environ:
            environ["sandbox.cut"]()
        return send(response, start_response)

    def _answer(self, request: Request) -> Response:
        host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
        if host not in LOOPBACK:
            return as_json({"error": {"message": "The sandbox answers to this machine's own names only."}}, 403)
        if request.path.startswith("/v1/"):
            response = self._api.answer(request)
        elif request.path.startswith("/_control"):
            response = self._control.answer(request)
        else:
            response = self._pages.answer(request)
        self.postman.wake()
        return response
