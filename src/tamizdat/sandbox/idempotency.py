"""The same key gives the same answer: also the same failure."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import Any

from tamizdat.sandbox.refusals import ApiError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import DAY, World

KEPT = DAY
"""Seconds of the sandbox's clock; at least the 24 hours that Stripe promises."""
LONGEST = 255


class Keys:
    """The keys whose requests are under way; the ones that were answered are in the store."""

    def __init__(self) -> None:
        self._under_way: set[str] = set()
        self._lock = threading.Lock()

    def begin(self, world: World, key: str, request: Thing) -> Thing | None:
        """The answer of before, or None: then the work begins, and ``end`` must follow."""
        if len(key) > LONGEST:
            raise ApiError(400, "invalid_request_error", "The Idempotency-Key is longer than 255 characters.")
        with self._lock:
            if key in self._under_way:
                raise _in_use(key)
            before = world.store.get("_idempotency", key)
            if before and world.now - before["at"] <= KEPT:
                if before["fingerprint"] != fingerprint(request):
                    raise _other_parameters(key)
                return before
            self._under_way.add(key)
        return None

    def end(self, key: str) -> None:
        with self._lock:
            self._under_way.discard(key)


def keep(world: World, key: str, request: Thing, status: int, body: Any) -> None:
    answer = {"fingerprint": fingerprint(request), "at": world.now, "status": status, "body": body}
    world.store.put("_idempotency", key, {**answer, "request": request["id"]})


def fingerprint(request: Thing) -> str:
    said = [request["method"], request["path"], request["params"]]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _in_use(key: str) -> ApiError:
    return ApiError(
        409,
        "invalid_request_error",
        f"There is currently another in-progress request using this Idempotency Key: {key}.",
        code="idempotency_key_in_use",
    )


def _other_parameters(key: str) -> ApiError:
    return ApiError(
        400,
        "idempotency_error",
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request.",
    )
