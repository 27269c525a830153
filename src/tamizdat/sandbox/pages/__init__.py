"""The pages on which a person plays the cardholder and the processor."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl

from tamizdat.sandbox.http import Request, Response, see_other
from tamizdat.sandbox.pages import bank, checkout, console, element
from tamizdat.sandbox.pages.frame import file, render
from tamizdat.sandbox.refusals import ApiError
from tamizdat.sandbox.tasks import run_due
from tamizdat.sandbox.world import World

Page = Callable[..., Response]
PAGES: tuple[tuple[str, str, Page], ...] = (
    ("GET", r"/c/pay/(?P<name>[^/]+)", checkout.show),
    ("POST", r"/c/pay/(?P<name>[^/]+)", checkout.act),
    ("GET", r"/_sandbox/authenticate/(?P<name>[^/]+)", bank.show),
    ("POST", r"/_sandbox/authenticate/(?P<name>[^/]+)", bank.act),
    ("GET", r"/_sandbox/element", element.show),
    ("GET", r"/_sandbox/?", console.show),
    ("POST", r"/_sandbox/do", console.act),
)
FILES = ("style.css", "checkout.js", "element.js", "bank.js", "stripe.js")


class PageDoor:
    """Answers whatever a person's browser asks for."""

    def __init__(self, world: World) -> None:
        self._world = world

    def answer(self, request: Request) -> Response:
        if request.path == "/":
            return see_other("/_sandbox/")
        name = request.path.rpartition("/")[2]
        if name in FILES and request.method == "GET":
            return file(name)
        for method, pattern, page in PAGES:
            if method == request.method and (found := re.fullmatch(pattern, request.path)):
                return self._page(page, request, found.groupdict())
        return render("message.html", 404, title="Nothing here", text="The sandbox has no such page.")

    def _page(self, page: Page, request: Request, names: dict[str, str]) -> Response:
        if request.method == "POST" and request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return render("message.html", 403, title="Refused", text="Only the sandbox's own pages may send this.")
        world = self._world
        with world.store.together():
            world.base = request.base
            try:
                answer = page(world, request, said(request), **names)
                run_due(world, world.now)
            except ApiError as error:
                answer = render("message.html", error.status, title="That cannot be done", text=str(error))
        return answer


def said(request: Request) -> dict[str, str]:
    """What the address and the form say."""
    text = f"{request.query}&{request.body.decode('utf-8', 'replace')}"
    return dict(parse_qsl(text, keep_blank_values=True))
