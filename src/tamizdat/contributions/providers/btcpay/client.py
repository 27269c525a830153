"""Speak with the newsroom's own BTCPay Server: its Greenfield API, also at an onion address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tamizdat.contributions.providers.contract import ProviderError

SECONDS = 20
PAGE = 100


@dataclass(frozen=True, slots=True)
class Server:
    """One store of one server."""

    address: str
    store: str
    http: httpx.Client = field(repr=False)

    def get(self, path: str, **asked: Any) -> Any:
        """One thing of the store; ``path`` such as ``invoices/abc``."""
        return self._ask("GET", path, params={name: value for name, value in asked.items() if value is not None})

    def post(self, path: str, said: Mapping[str, Any]) -> Any:
        return self._ask("POST", path, json=said)

    def pages(self, path: str, **asked: Any) -> Iterator[Any]:
        """All of a list, page by page."""
        skip = 0
        while found := self.get(path, skip=skip, take=PAGE, **asked):
            yield from found
            if len(found) < PAGE:
                return
            skip += PAGE

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = self.http.request(method, f"{self.address}/api/v1/stores/{self.store}/{path}", **more)
        except httpx.HTTPError as error:
            words = f"BTCPay Server was not reached ({type(error).__name__}). It is tried again."
            raise ProviderError(words, may_retry=True) from None
        if answer.status_code >= 400:
            raise _refused(answer.status_code, method, path)
        try:
            return answer.json()
        except ValueError:
            raise ProviderError("BTCPay Server answers with something else than JSON.", may_retry=True) from None


def open_server(address: str, store: str, key: str, proxy: str = "") -> Server:
    """``proxy``: Tor's, such as ``socks5h://127.0.0.1:9050``, for an onion address. No other proxy is looked for."""
    headers = {"Authorization": f"token {key}", "User-Agent": "python"}
    http = httpx.Client(headers=headers, timeout=SECONDS, trust_env=False, follow_redirects=False, proxy=proxy or None)
    return Server(address.rstrip("/"), store, http)


def _refused(status: int, method: str, path: str) -> ProviderError:
    """Its own texts are not repeated: they may hold what a payer wrote."""
    if status in (401, 403):
        words = "BTCPay Server does not accept our key, or the key may not do this. Look at support/keys/btcpay.key."
        return ProviderError(words, may_retry=True)
    what = f"{method} {path.partition('/')[0]}"
    if status == 404:
        return ProviderError(f"BTCPay Server does not know it ({what}).", may_retry=True)
    if status in (429, 502, 503, 504) or status >= 500:
        return ProviderError(f"BTCPay Server is busy or broken ({what}: {status}). It is tried again.", may_retry=True)
    return ProviderError(f"BTCPay Server refused ({what}: {status}).", may_retry=False)
