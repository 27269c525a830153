"""The official library, pinned, quiet about this machine, and behind the guard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import stripe

from tamizdat.contributions.providers.stripe.guard import Guard

API_VERSION = "2026-10-28.endive"
"""All that is read and written here is of this version; the library's own, of which it is a copy, may move on."""
SECONDS = 20
TOLD_OF_US = {"User-Agent": "Stripe/v1 PythonBindings", "X-Stripe-Client-User-Agent": '{"lang":"python"}'}
"""Instead of this machine's system, and whatever its environment says of who runs it."""


class GuardedClient(stripe.HTTPClient):
    """Sends what the guard lets pass."""

    name = "httpx"

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self.guard = guard
        self._client = httpx.Client(timeout=SECONDS, trust_env=False, follow_redirects=False)

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_: Any
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """One request; what the network does is told in the library's words."""
        self.guard.check(url, post_data)
        told = {k: v for k, v in (headers or {}).items() if k != "X-Stripe-Client-Telemetry"} | TOLD_OF_US
        try:
            answer = self._client.request(method, url, headers=told, content=post_data or None)
        except httpx.HTTPError as error:
            words = f"The processor was not reached ({type(error).__name__})."
            raise stripe.APIConnectionError(words, should_retry=True) from None
        return answer.content, answer.status_code, answer.headers

    def close(self) -> None:
        self._client.close()


def open_client(key: str, guard: Guard, address: str = "") -> stripe.StripeClient:
    """``address``: where the sandbox listens; empty: Stripe itself."""
    base: Any = {"api": address.rstrip("/")} if address else {}
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses=base,
        max_network_retries=2,
        http_client=GuardedClient(guard),
    )
