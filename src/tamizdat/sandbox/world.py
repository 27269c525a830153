"""The sandbox's world: its objects, its clock, its settings, and the events that tell of every change."""

from __future__ import annotations

import copy
import secrets
import string
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.currencies import FEES, RATES
from tamizdat.sandbox.refusals import MissingError
from tamizdat.sandbox.shapes import NULLS
from tamizdat.sandbox.store import Store, Thing

API_VERSION = "2026-10-28.endive"
ACCOUNT = "acct_1SandboxTamizdat"
LETTERS = string.ascii_letters + string.digits
DAY = 86_400
SETTINGS: dict[str, Any] = {
    "fees": FEES,
    "rates": RATES,
    "settles_in": ["usd"],
    "available_after_days": 2,
    "payouts": {"interval": "daily", "arrives_after_days": 1},
    "upcoming_days": 7,
    "retry_days": [3, 5, 7],
    "after_retries": "canceled",
    "dispute_days": 9,
    "country": "US",
    "descriptor": "SANDBOX",
}
"""What the control API may change; docs/operating/sandbox.md tells of each."""


class World:
    """Everything that the processor knows."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._pinned: int | None = None
        self.ask: Ask | None = None
        self.base = ""
        self.queue: list[tuple[int, int, str]] | None = None
        """What is due while the clock moves on."""
        if store.get("_meta", "settings") is None:
            with store.together():
                self.put_settings(copy.deepcopy(SETTINGS))

    # Clock

    @property
    def now(self) -> int:
        """Seconds of the sandbox's own clock."""
        return self._pinned if self._pinned is not None else int(time.time()) + self.offset

    @property
    def offset(self) -> int:
        return int((self.store.get("_meta", "clock") or {"offset": 0})["offset"])

    def move_clock(self, now: int) -> None:
        self.store.put("_meta", "clock", {"offset": now - int(time.time())})

    @contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """Whatever happens inside happens at this moment."""
        before, self._pinned = self._pinned, moment
        try:
            yield
        finally:
            self._pinned = before

    # Settings

    @property
    def settings(self) -> dict[str, Any]:
        return {**SETTINGS, **(self.store.get("_meta", "settings") or {})}

    def put_settings(self, settings: dict[str, Any]) -> None:
        self.store.put("_meta", "settings", settings)

    # Objects

    def id(self, prefix: str, length: int = 24) -> str:
        joint = "" if prefix[-2:-1] == "_" else "_"
        return prefix + joint + "".join(secrets.choice(LETTERS) for _ in range(length))

    def new(self, kind: str, prefix: str, *parts: Thing, **fields: Any) -> Thing:
        """An object with every field that Stripe sends, and these ones filled; what is named later counts."""
        thing: Thing = {"id": "", "object": kind, **dict.fromkeys(NULLS.get(kind, "").split())}
        thing |= {"created": self.now, "livemode": False, "metadata": {}}
        for part in (*parts, fields):
            thing |= part
        thing["id"] = thing["id"] or self.id(prefix)
        self.save(thing)
        return thing

    def save(self, thing: Thing) -> None:
        self.store.put(thing["object"], thing["id"], thing)

    def find(self, kind: str, name: str) -> Thing | None:
        return self.store.get(kind, name)

    def get(self, kind: str, name: str | None, param: str = "id") -> Thing:
        thing = self.store.get(kind, name or "")
        if thing is None:
            raise MissingError(kind, name or "", param)
        return thing

    def where(self, kind: str, **equals: Any) -> list[Thing]:
        """In the order in which they were made."""
        wanted = {key: value for key, value in equals.items() if value is not None}
        return [one for one in self.store.all(kind) if all(one.get(key) == value for key, value in wanted.items())]

    # Events

    def emit(self, kind: str, thing: Thing, previous: Thing | None = None) -> Thing:
        """Tell of a change, to the list of events and to every endpoint that listens."""
        from tamizdat.sandbox.deliveries import plan_deliveries

        ask = self.ask
        data: Thing = {"object": copy.deepcopy(thing)}
        if previous:
            data["previous_attributes"] = copy.deepcopy(previous)
        event: Thing = {
            "id": self.id("evt_1"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now,
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "type": kind,
            "request": {
                "id": ask.request_id if ask else None,
                "idempotency_key": ask.idempotency_key if ask else None,
            },
        }
        self.store.put("event", event["id"], event)
        plan_deliveries(self, event)
        return event

    def change(self, thing: Thing, told: str | None = None, /, **fields: Any) -> Thing:
        """Change an object, and tell of it with what was there before. Answers what was there before."""
        previous = {key: copy.deepcopy(thing.get(key)) for key, value in fields.items() if thing.get(key) != value}
        thing.update(fields)
        self.save(thing)
        if told and previous:
            self.emit(told, thing, previous)
        return previous


def clean(value: Any) -> Any:
    """A copy without what is the sandbox's own: every key that begins with an underscore."""
    if isinstance(value, dict):
        return {key: clean(below) for key, below in value.items() if not key.startswith("_")}
    if isinstance(value, list):
        return [clean(below) for below in value]
    return value


def listed(things: list[Thing], url: str) -> Thing:
    return {"object": "list", "data": things, "has_more": False, "url": url}
