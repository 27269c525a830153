"""The fact ``mirrors``: where else the paper is, as the public pool of the registry has it.

A fact of its own, so that an address that changes makes the pages on ways again and no other page.
"""

from __future__ import annotations

import json
from pathlib import Path

from tamizdat.newsroom.fact_store import read_fact, write_facts
from tamizdat.shell.mirrors import PUBLIC, Mirror, Registry, change_registry, has_registry, read_registry

FACT = "mirrors"


def refresh_mirrors(folder: Path) -> bool:
    """Say what the registry in ``folder`` says; True when that is something new. Cheap: may be asked every second.

    A newsroom that was rebuilt, or lost its registry, takes the addresses that readers know for its own first.
    """
    known = _known()
    if known and not has_registry(folder):
        _take_over(folder, known)
    addresses = list(read_registry(folder).announced(PUBLIC))
    if addresses == known or (known is None and not addresses):
        return False
    return write_facts({FACT: {"addresses": addresses}}) > 0


def _known() -> list[str] | None:
    """The addresses as they were published; None where nothing was ever said of any."""
    text = read_fact(FACT)
    return list(json.loads(text)["addresses"]) if text else None


def _take_over(folder: Path, addresses: list[str]) -> None:
    """Of each only the address is known: it pulls, or its owner says anew how editions get there."""
    found = tuple(
        Mirror(f"restored-{number}", "pull", "", address=address) for number, address in enumerate(addresses, 1)
    )
    with change_registry(folder) as held:
        if not held[0].mirrors:
            held[0] = Registry(found, held[0].pools)
