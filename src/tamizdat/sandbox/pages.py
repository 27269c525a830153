"""Stub."""

from __future__ import annotations

from tamizdat.sandbox.http import Request, Response
from tamizdat.sandbox.world import World


class PageDoor:
    def __init__(self, world: World) -> None:
        self._world = world

    def answer(self, request: Request) -> Response:
        return Response(404, b"")
