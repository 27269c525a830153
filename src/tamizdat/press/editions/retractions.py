"""The list of withdrawn paths that the next edition goes on from. Format: docs/formats/edition-v1.md, section 12."""

from __future__ import annotations

from tamizdat.core.trust.retractions import RETRACTIONS, Retractions, parse_retractions
from tamizdat.press.editions.history import others_of
from tamizdat.press.memory import Memory
from tamizdat.press.sign import read_targets
from tamizdat.press.slots import Slots
from tamizdat.shell.home import Home
from tamizdat.shell.restored import read_restored


def read_retractions(home: Home, memory: Memory, slots: Slots, number: int) -> Retractions:
    """As the last edition has it: from memory, from the public tree, or of the edition that was restored."""
    name = others_of(memory, number).get(RETRACTIONS)
    if name and slots.store.has(name):
        return parse_retractions(slots.store.read(name))
    if slots.current_name():
        name = read_targets(slots).get(RETRACTIONS)
        return parse_retractions((slots.current / "o" / name).read_bytes()) if name else Retractions()
    restored = read_restored(home.restored)
    return parse_retractions(restored.retractions.encode()) if restored and restored.retractions else Retractions()
