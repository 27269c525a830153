"""What docs/operating/sandbox.md says of the control API and the cards is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from tamizdat.sandbox.cards import CARDS, TOKENS
from tamizdat.sandbox.control import CONTROLS, deeds  # noqa: F401
from tamizdat.sandbox.world import API_VERSION, SETTINGS

PAGE = (Path(__file__).parents[2] / "docs/operating/sandbox.md").read_text()


def controls_of(row: str) -> set[tuple[str, str]]:
    """`GET`, `POST /webhooks` is both; `POST /disputes/win`, `/lose` is POST, below the same path."""
    told, methods, carried, group = set(), [], [], ""
    for part in re.findall(r"`([^`]+)`", row):
        *method, path = part.split() if "/" in part else [part, ""]
        methods += method
        if not path:
            continue
        methods, carried = [], methods or carried[-1:]
        below = path if (carried[-1], f"/_control{path}") in CONTROLS else group + path
        group = below.rpartition("/")[0]
        told |= {(one, f"/_control{below}") for one in carried}
    return told


def test_every_control_is_in_the_document_and_every_one_in_it_is_there() -> None:
    told = {one for row in re.findall(r"^\| (`(?:GET|POST).*?) \|", PAGE, re.MULTILINE) for one in controls_of(row)}
    assert told == {key for key in CONTROLS if key[1] != "/_control"}


def test_every_card_in_the_document_is_a_card() -> None:
    numbers = [number.replace(" ", "") for number in re.findall(r"\b4\d{3}(?: \d{4}){3}\b", PAGE)]
    assert len(numbers) > 15 and set(numbers) <= set(CARDS)
    assert set(re.findall(r"`(pm_card_\w+)`", PAGE)) <= set(TOKENS)


def test_every_setting_and_the_version_are_in_the_document() -> None:
    assert [name for name in SETTINGS if f"`{name}`" not in PAGE] == []
    assert API_VERSION in PAGE
