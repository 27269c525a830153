"""Every request that would reach a cardholder's bank is counted, so that a test can prove that there was none."""

from __future__ import annotations

from tamizdat.sandbox.methods import country_of
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World


def note(world: World, kind: str, intent: Thing, method: Thing, *, off_session: bool = False) -> Thing:
    """``kind`` is authorization, authentication or setup."""
    attempt: Thing = {
        "id": world.id("att"),
        "object": "_attempt",
        "kind": kind,
        "at": world.now,
        "intent": intent["id"],
        "amount": intent.get("amount"),
        "currency": intent.get("currency"),
        "customer": intent["customer"],
        "payment_method": method["id"],
        "country": country_of(method),
        "off_session": off_session,
        "outcome": None,
    }
    world.save(attempt)
    return attempt
