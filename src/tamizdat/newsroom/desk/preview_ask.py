"""What a page asks for in the preview: the draft itself, and around it what readers know, composed without the press.

Simpler than the press (``press/ask.py``, ``press/lists.py``): lists are drawn from the newest articles.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from tamizdat.newsroom.compose_papers import compose_named, compose_settings
from tamizdat.newsroom.fact_store import read_counter, read_fact
from tamizdat.newsroom.models import ArticlePage, Counter, SectionPage
from tamizdat.newsroom.papers import read_settings

NEWEST = 30
ON_A_PAGE = 50
MORE = 5
CARD = ("id", "path", "language", "group", "kind", "headline", "standfirst", "dateline", "published", "updated")

Fact = dict[str, Any]


class PreviewAsk:
    """``ask(name)`` gives a fact's value or None; ``drafts`` come before what is stored."""

    def __init__(self, drafts: Mapping[str, Any]) -> None:
        self.known: dict[str, Any] = dict(drafts)
        self.derive: dict[str, Callable[[str], Any]] = {
            "settings": lambda rest: compose_settings(read_settings()),
            "card": self._card,
            "newest": self._newest,
            "cards": self._cards,
            "extent": self._extent,
            "months": self._months,
            "translations": self._translations,
            "pages": self._standing_pages,
            "more": self._more,
            "window": lambda rest: True,  # what is published now is among the newest
        }

    def __call__(self, name: str) -> Any:
        if name not in self.known:
            kind, _, rest = name.partition(":")
            self.known[name] = self._stored(name) or (self.derive[kind](rest) if kind in self.derive else None)
        return self.known[name]

    def _stored(self, name: str) -> Any:
        text = read_fact(name)
        if text is None and name.startswith(("topic:", "byline:", "picture:")):
            return compose_named([name])[name]  # not public yet: readers will see it with this page
        return None if text is None else json.loads(text)

    def _card(self, public_id: str) -> Fact | None:
        article = self(f"article:{public_id}")
        if not article:
            return None
        bylines = [self(f"byline:{one}") for one in article["bylines"]]
        section = self(f"section:{article['section']}") if article["section"] else None
        return {
            **{key: article[key] for key in CARD},
            "bylines": [_name(one) for one in bylines if one],
            "section": _name(section) if section else None,
            "picture": self._card_picture(article["picture"]),
        }

    def _card_picture(self, lead: Fact | None) -> Fact | None:
        picture = self(f"picture:{lead['picture']}") if lead else None
        if not lead or not picture or lead.get("sensitive"):
            return None
        small = [one for one in picture["renditions"] if one["use"] == "small" and one["media_type"] == "image/jpeg"]
        return {"alt": lead["alt"], "rendition": small[0]} if small else None

    def _cards_of(self, articles: QuerySet[ArticlePage], count: int) -> list[Fact]:
        newest_first = articles.filter(sequence__isnull=False).order_by("-published_at", "-sequence")
        ids = newest_first.values_list("public_id", flat=True)[:count]
        return [card for one in ids if (card := self(f"card:{one}"))]

    def _newest(self, name: str) -> list[Fact]:
        return self._cards_of(_in_list(name), NEWEST)

    def _cards(self, rest: str) -> list[Fact]:
        return self._cards_of(_in_list(rest.rpartition("/")[0]), ON_A_PAGE)

    def _extent(self, name: str) -> Fact | None:
        highest = read_counter(f"place:{name}")
        return {"pages": (highest - 1) // ON_A_PAGE + 1} if highest else None

    def _months(self, language: str) -> list[Fact]:
        stem = f"place:month:{language}/"
        rows = Counter.objects.filter(name__startswith=stem).order_by("-name").values_list("name", "value")
        return [{"month": name.removeprefix(stem), "count": count} for name, count in rows]

    def _translations(self, group: str) -> list[Fact]:
        ids = ArticlePage.objects.filter(group=group).order_by("locale__language_code", "public_id")
        cards = [self(f"card:{one}") for one in ids.values_list("public_id", flat=True)]
        return [{key: card[key] for key in ("id", "language", "path", "headline")} for card in cards if card]

    def _standing_pages(self, language: str) -> list[Fact]:
        return self._cards_of(ArticlePage.objects.filter(locale__language_code=language, kind="page"), ON_A_PAGE)

    def _more(self, public_id: str) -> list[Fact]:
        article = self(f"article:{public_id}")
        if not article:
            return []
        cards = [card for one in article["related"] if (card := self(f"card:{one}"))]
        lists = [f"topic:{one}" for one in article["topics"]] + [f"section:{article['section']}"]
        for name in lists:
            cards += self._newest(name) if len(cards) < MORE else []
        others = {card["id"]: card for card in cards if card["id"] != public_id}
        return [card for card in others.values() if card["language"] == article["language"]][:MORE]


def _name(named: Fact) -> Fact:
    return {key: named[key] for key in ("id", "name", "slug")}


def _in_list(name: str) -> QuerySet[ArticlePage]:
    """Articles that may stand in a list; whether readers know them, their facts tell."""
    kind, _, rest = name.partition(":")
    articles = ArticlePage.objects.live().exclude(kind="page")
    if kind == "topic":
        return articles.filter(article_topics__topic__public_id=rest)
    if kind == "byline":
        return articles.filter(article_bylines__byline__public_id=rest)
    if kind == "section":
        section = SectionPage.objects.filter(public_id=rest).first()
        return articles.child_of(section) if section else articles.none()
    return articles.filter(locale__language_code=rest.partition("/")[0])
