"""Stop many recurring gifts at a processor: several at a time, patient with its limits, safe to begin again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed

from tamizdat.contributions.providers.contract import Provider, ProviderError

AT_ONCE = 8
TRIES = 6
FIRST_WAIT = 0.5
"""Seconds; each next one is twice as long."""


def stop_all(
    provider: Provider, numbers: Iterable[str], wait: Callable[[float], None] = time.sleep
) -> Iterator[tuple[str, str]]:
    """Each number as soon as it is done, with what went wrong; empty: it has stopped."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {pool.submit(_stop, provider, number, wait): number for number in numbers}
        for one in as_completed(asked):
            yield asked[one], one.result()


def _stop(provider: Provider, number: str, wait: Callable[[float], None]) -> str:
    """To stop twice is to stop once, so it is asked again when the processor was busy."""
    for place in range(TRIES):
        try:
            provider.cancel(number)
            return ""
        except ProviderError as error:
            if not error.may_retry or place == TRIES - 1:
                return str(error)
        wait(FIRST_WAIT * 2**place)
    return ""
