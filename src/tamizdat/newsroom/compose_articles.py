"""Articles as readers may know them: the facts ``article:<id>``. Format: docs/formats/facts-v1.md."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import PageViewRestriction

from tamizdat.newsroom.body import ToPublic, body_to_blocks, publish_html
from tamizdat.newsroom.clean import clean_inline, clean_text
from tamizdat.newsroom.corrections.chain import corrections_of
from tamizdat.newsroom.embargo_records import is_under_embargo
from tamizdat.newsroom.formats.compose import compose_formats, series_of
from tamizdat.newsroom.models import (
    ArticleByline,
    ArticlePage,
    ArticleTopic,
    Correction,
    Picture,
    RelatedArticle,
    SectionPage,
)
from tamizdat.newsroom.tree import STEP

ARTICLE_LINK = re.compile(r'href="article:([a-z2-7]{13})"')
COLUMNS = (
    "pk", "public_id", "group", "kind", "title", "headline_full", "standfirst", "dateline", "body", "picture_id",
    "picture_alt", "picture_caption", "licence", "no_appeals", "published_at", "updated_at", "undated", "sequence",
    "slug_public", "path_public", "places", "legacy", "locale__language_code", "path", "slug", "change_kind",
    "recording_id", "chapters", "transcript",
)  # fmt: skip

Row = dict[str, Any]


def is_public(now: datetime) -> Q:
    """What editors made public, and whose hour has come."""
    begun = Q(go_live_at=None) | Q(go_live_at__lte=now)
    told = Q(published_at=None) | Q(published_at__lte=now)
    ours = Q(live=True, alias_of=None, is_template=False) & ~is_under_embargo()
    return ours & begun & told & (Q(expire_at=None) | Q(expire_at__gt=now)) & ~_restricted()


def _restricted() -> Q:
    """What somebody put behind a password or a login, with all beneath it: an edition would show it to everybody."""
    places = Q(pk=None)
    for path in PageViewRestriction.objects.values_list("page__path", flat=True).distinct():
        places |= Q(path__startswith=path)
    return places


def public_articles(now: datetime) -> QuerySet[ArticlePage]:
    """All of them."""
    return ArticlePage.objects.filter(is_public(now))


def moment(at: datetime | None) -> str | None:
    """A time as facts say it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


@dataclass(slots=True)
class Around:
    """What stands around a batch of articles."""

    sections: dict[str, str] = field(default_factory=dict)
    """Path in the tree → public id of the section there."""
    topics: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    bylines: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    faces: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Pictures of those who sign: they are public as long as something that they signed is."""
    corrections: dict[int, list[tuple[datetime, str]]] = field(default_factory=lambda: defaultdict(list))
    """Those that an archive brought."""
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Those of the chain, by the article's public id."""
    related: dict[int, list[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(list))
    """Public ids of related articles, and whether readers may know of them."""
    series: dict[int, str] = field(default_factory=dict)


def load_rows(articles: QuerySet[ArticlePage]) -> list[Row]:
    """What is saved of some articles."""
    return list(articles.values(*COLUMNS))


def look_around(rows: Iterable[Row], now: datetime) -> Around:
    """Sections, topics, bylines, corrections and related articles of a batch."""
    around = Around()
    keys = [row["pk"] for row in rows]
    parents = {row["path"][:-STEP] for row in rows}
    live = SectionPage.objects.filter(path__in=parents, live=True)
    around.sections.update(live.values_list("path", "public_id"))
    topics = ArticleTopic.objects.filter(page_id__in=keys).order_by("page_id", "sort_order", "pk")
    for page, public_id in topics.values_list("page_id", "topic__public_id"):
        around.topics[page].append(public_id)
    bylines = ArticleByline.objects.filter(page_id__in=keys).order_by("page_id", "sort_order", "pk")
    for page, public_id, face in bylines.values_list("page_id", "byline__public_id", "byline__picture_id"):
        around.bylines[page].append(public_id)
        around.faces[page] += [face] if face else []
    corrections = Correction.objects.filter(page_id__in=keys).order_by("page_id", "at", "pk")
    for page, at, text in corrections.values_list("page_id", "at", "text"):
        around.corrections[page].append((at, text))
    around.lines.update(corrections_of([row["public_id"] for row in rows]))
    around.series.update(series_of(keys))
    _look_at_related(around, keys, now)
    return around


def _look_at_related(around: Around, keys: list[int], now: datetime) -> None:
    related = RelatedArticle.objects.filter(page_id__in=keys).order_by("page_id", "sort_order", "pk")
    pairs = list(related.values_list("page_id", "article__public_id"))
    ids = {public_id for _, public_id in pairs}
    public = set(public_articles(now).filter(public_id__in=ids).values_list("public_id", flat=True)) if ids else set()
    for page, public_id in pairs:
        around.related[page].append((public_id, public_id in public))


@dataclass(slots=True)
class Names:
    """Joins primary keys, which stay here, with public ids; remembers what was asked."""

    now: datetime
    pictures: dict[int, tuple[str, str] | None] = field(default_factory=dict)
    articles: dict[int, tuple[str, bool] | None] = field(default_factory=dict)
    uses: set[str] = field(default_factory=set)

    def picture(self, key: int) -> str | None:
        """The picture's public id, when it has renditions."""
        found = self._picture(key)
        if found:
            self.uses.add(f"picture:{found[0]}")
        return found[0] if found else None

    def alt(self, key: int) -> str:
        """The picture's own alternative text."""
        found = self._picture(key)
        return found[1] if found else ""

    def _picture(self, key: int) -> tuple[str, str] | None:
        if key not in self.pictures:
            row = Picture.objects.filter(pk=key).values_list("public_id", "description", "renditions_public").first()
            self.pictures[key] = (row[0], row[1]) if row and row[2] else None
        return self.pictures[key]

    def article(self, key: int) -> str | None:
        """The article's public id, when readers may know of it."""
        if key not in self.articles:
            public_id = ArticlePage.objects.filter(pk=key).values_list("public_id", flat=True).first()
            known = bool(public_id) and public_articles(self.now).filter(pk=key).exists()
            self.articles[key] = (public_id, known) if public_id else None
        found = self.articles[key]
        if found:
            self.uses.add(f"article:{found[0]}")
        return found[0] if found and found[1] else None

    def to_public(self) -> ToPublic:
        """What the body asks for."""
        return ToPublic(picture=self.picture, article=self.article, alt=self.alt)


@dataclass(frozen=True, slots=True)
class Composed:
    """A fact and the names of what it uses."""

    value: dict[str, Any]
    uses: frozenset[str]


def compose_articles(rows: Iterable[Row], around: Around, now: datetime) -> Iterator[Composed]:
    """The facts of articles that have their numbers."""
    names = Names(now)
    for row in rows:
        names.uses = set()
        value = _compose(row, around, names)
        for face in around.faces.get(row["pk"], ()):
            names.picture(face)
        for kind in ("topic", "byline"):
            names.uses.update(f"{kind}:{one}" for one in value[f"{kind}s"])
        yield Composed(value, frozenset(names.uses))


def _compose(row: Row, around: Around, names: Names) -> dict[str, Any]:
    key, to = row["pk"], names.to_public()
    body = body_to_blocks(row["body"].raw_data, to)
    _note_links(body, names)
    corrections = around.corrections.get(key, ())
    related = around.related.get(key, ())
    names.uses.update(f"article:{one}" for one, _ in related)
    return {
        "id": row["public_id"],
        "language": row["locale__language_code"],
        "slug": row["slug_public"],
        "path": row["path_public"],
        "sequence": row["sequence"],
        "group": row["group"],
        "kind": row["kind"],
        "headline": headline_of(row["title"], row["headline_full"]),
        "standfirst": clean_text(row["standfirst"]),
        "dateline": clean_text(row["dateline"]),
        "published": None if row["undated"] else moment(row["published_at"]),
        "updated": moment(row["updated_at"]),
        "section": around.sections.get(row["path"][:-STEP]),
        "topics": list(dict.fromkeys(around.topics.get(key, ()))),
        "bylines": list(dict.fromkeys(around.bylines.get(key, ()))),
        "picture": _lead(row, to),
        "body": body,
        "corrections": [
            *({"at": moment(at), "html": clean_inline(publish_html(text, to))} for at, text in corrections),
            *around.lines.get(row["public_id"], ()),
        ],
        "related": list(dict.fromkeys(one for one, public in related if public)),
        "licence": clean_text(row["licence"]),
        "legacy": row["legacy"],
        "places": row["places"],
        **({"no_appeals": True} if row["no_appeals"] else {}),
        **compose_formats(row, names, around.series),
    }


def _lead(row: Row, to: ToPublic) -> dict[str, str] | None:
    public_id = to.picture(row["picture_id"]) if row["picture_id"] else None
    if public_id is None:
        return None
    alt = clean_text(row["picture_alt"]) or clean_text(to.alt(row["picture_id"]))
    return {"picture": public_id, "alt": alt, "caption": clean_inline(publish_html(row["picture_caption"], to))}


def _note_links(body: list[dict[str, Any]], names: Names) -> None:
    """Links in the text that name an article by its public id."""
    for block in body:
        html = block.get("html")
        if html and "article:" in html:
            names.uses.update(f"article:{one}" for one in ARTICLE_LINK.findall(html))


LONGEST_TITLE = 255


def short_title(headline: str) -> str:
    """As much of a headline as Wagtail's title holds."""
    return headline if len(headline) <= LONGEST_TITLE else headline[: LONGEST_TITLE - 1] + "…"


def headline_of(title: str, full: str) -> str:
    """The whole headline from an archive, as long as no editor wrote another title."""
    return clean_text(full if full and short_title(full) == title else title)
