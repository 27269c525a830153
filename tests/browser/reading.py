"""A reader in Chromium, with the worker of an edition, among mirrors that may misbehave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tamizdat.mirrors.answer import ALWAYS, WORKER, WORKER_POLICY
from tests.hostile.mirror import Answer, Mirror, Trick, honest, running
from tests.hostile.world import World
from tests.reading.edition import Edition

HOUR = timedelta(hours=1)
ASK = """question => new Promise(resolve => {
  const line = new MessageChannel();
  line.port1.onmessage = event => resolve(event.data);
  navigator.serviceWorker.controller.postMessage(question, [line.port2]);
})"""
KEPT = """(async () => ({
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  storage: localStorage.length + sessionStorage.length,
}))()"""
NOTHING = {"caches": [], "databases": 0, "workers": 0, "storage": 0}


def as_we_serve(trick: Trick = honest, prelude: bytes = b"") -> Trick:
    """Our own mirrors' headers around a trick. ``prelude`` stands before the worker: what an old browser lacks."""

    def serve(path: str, answer: Answer) -> Answer:
        policy = [("content-security-policy", WORKER_POLICY)] if path == WORKER else []
        headers = (*answer.headers, *(policy or ALWAYS[:1]), *ALWAYS[1:4])
        data = prelude + answer.data if path == WORKER else answer.data
        return trick(path, replace(answer, headers=headers, data=data))

    return serve


@dataclass
class Places:
    """The site itself and its mirrors."""

    world: World
    origin: Mirror
    mirrors: list[Mirror]
    now: datetime

    def print(self, place: Mirror, number: int = 2, **how: Any) -> Edition:
        """This edition lies there from now on, by default signed an hour ago."""
        how = {"signed": self.now - HOUR, "mirrors": [one.address for one in self.mirrors]} | how
        made = self.world.edition(number, **how)
        place.files = made.files
        return made

    def behave(self, trick: Trick, *places: Mirror) -> None:
        for one in places or (self.origin, *self.mirrors):
            one.trick = as_we_serve(trick)


@contextmanager
def running_places(world: World, mirrors: int = 1, prelude: bytes = b"") -> Iterator[Places]:
    """An honest site with so many mirrors."""
    with ExitStack() as stack:
        others = [stack.enter_context(running({}, as_we_serve())) for _ in range(mirrors)]
        origin = stack.enter_context(running({}, as_we_serve(prelude=prelude)))
        places = Places(world, origin, others, datetime.now(UTC))
        for one in (origin, *others):
            places.print(one)
        yield places


@dataclass
class Reader:
    """One tab of a browser with nothing remembered."""

    page: Any
    places: Places
    said: list[str] = field(default_factory=list)

    def meet(self, path: str = "/en/index.html") -> Reader:
        """The first visit: the worker comes."""
        self.page.goto(self.places.origin.address + path[1:])
        self.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        self.page.reload()
        assert self.page.evaluate("Boolean(navigator.serviceWorker.controller)")
        self.page.wait_for_load_state("networkidle")
        self.ask("again")
        return self

    def meet_broken(self) -> None:
        """A worker that can do nothing."""
        self.page.goto(self.places.origin.address + "en/index.html")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        self.page.reload()

    def open(self, path: str) -> int:
        """Status of the page that is shown."""
        return int(self.page.goto(self.places.origin.address + path[1:], wait_until="domcontentloaded").status)

    def ask(self, deed: str, **given: Any) -> Any:
        return self.page.evaluate(ASK, {"ask": deed, **given})

    def state(self, path: str) -> Any:
        return self.ask("state", path=path)

    def words(self) -> str:
        return str(self.page.inner_text("body"))

    def line(self, beginning: str = "") -> str:
        """The line at the foot, as soon as it begins so."""
        button = self.page.locator(".trust > button", has_text=beginning)
        button.wait_for(timeout=8_000)
        return str(button.inner_text())

    def kept(self) -> Any:
        return self.page.evaluate(KEPT)


@contextmanager
def reading(browser: Any, places: Places, **settings: Any) -> Iterator[Reader]:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Riga", **settings)
    reader = Reader(context.new_page(), places)
    reader.page.on("pageerror", lambda error: reader.said.append(str(error)))
    try:
        yield reader
        assert reader.said == []
    finally:
        context.close()


def requests(
    place: Mirror, without: Sequence[str] = ("Host", "Connection")
) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """What a place was asked, and how, in the order in which it came."""
    return [
        (method, path, tuple(sorted((name, value) for name, value in headers.items() if name not in without)))
        for method, path, headers in place.asked
    ]
