"""How a unit asks for facts, with a note of everything that it asked for."""

from __future__ import annotations

from typing import Any

from tamizdat.press.lists import MORE, Facts, look_back
from tamizdat.press.window import is_in_window

OPENED = ("newest", "cards", "pages", "translations", "pack")
TEMPLATES = "templates"
"""Not a fact of the newsroom: the digest of templates, style, words and code. Every unit reads it."""


class RecordedAsk:
    """``ask(name)`` gives a fact's value or None, and remembers the name."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.reads: set[str] = set()
        self.opened: list[Any] = []
        """Lists that were opened without a note of each card in them (``press/editions/mentions.py``)."""

    def __call__(self, name: str) -> Any:
        kind, _, rest = name.partition(":")
        if kind == "more":
            return self._more(rest)
        if kind == "window":
            return is_in_window(self.facts.memory, rest)
        self.reads.add(name)
        value = self.facts.value(name)
        if kind in ("newest", "cards", "pages"):
            value = [card for article, _ in value or [] if (card := self.facts.value(f"card:{article}"))]
        if value and kind == "heads":
            self.opened.append([{"id": one} for one in value["bylines"]])
        if value and kind in OPENED:
            self.opened.append(value)
        return value

    def note_articles(self, names: list[str]) -> None:
        """These lines of the corrections are printed: whoever forgets their articles forgets them too."""
        openings = [(self.facts.value(name) or {}).get("opening") for name in names]
        self.opened.append([{"id": one["article"]} for one in openings if one])

    def card(self, public_id: str) -> Any:
        """A card that stands alone, outside any list."""
        return self(f"card:{public_id}")

    def _more(self, public_id: str) -> list[Any]:
        """Editors' picks first, then earlier articles of the same topics, then of the section.

        "Earlier" goes by the place in the list, so nothing new ever joins an old article's list.
        """
        article = self(f"article:{public_id}")
        if not article:
            return []
        chosen = [one for one in article["related"] if one != public_id]
        chosen += [one for one in self._earlier(article) if one not in chosen]
        cards: list[Any] = []
        for one in chosen:
            card = self.card(one)
            if card and card["language"] == article["language"]:
                cards.append(card)
            if len(cards) == MORE:
                break
        return cards

    def _earlier(self, article: dict[str, Any]) -> list[str]:
        places = article["places"]
        topics = [f"topic:{one}" for one in article["topics"] if f"topic:{one}" in places]
        found: dict[str, int] = {}
        for name in topics:
            found.update(look_back(self.facts.memory, name, places[name]))
        section = f"section:{article['section']}"
        rest: dict[str, int] = {}
        if len(found) < MORE and section in places:
            rest = dict(look_back(self.facts.memory, section, places[section]))
        newest_first = sorted(found, key=lambda one: (-found[one], one))
        return newest_first + [one for one in sorted(rest, key=lambda one: (-rest[one], one)) if one not in found]
