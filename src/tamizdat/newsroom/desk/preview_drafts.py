"""Drafts as facts: what would become public if this page were published now."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tamizdat.newsroom.compose_articles import COLUMNS, Around, Names, Row, compose_articles, public_articles
from tamizdat.newsroom.compose_papers import compose_paper, compose_section
from tamizdat.newsroom.corrections.chain import corrections_of
from tamizdat.newsroom.formats.compose import series_of
from tamizdat.newsroom.formats.front import compose_front
from tamizdat.newsroom.give_numbers import month_of
from tamizdat.newsroom.models import ArticlePage, FrontPage, SectionPage
from tamizdat.newsroom.papers import read_settings
from tamizdat.newsroom.slugs import make_slug
from tamizdat.newsroom.tree import STEP

NOT_SAVED = 0
"""The key of an article that has none yet."""
LAST = 2**53 - 1
"""No article has this sequence number; a draft has, so that it counts as the newest."""


def draft_facts(page: Any, now: datetime) -> tuple[str, dict[str, Any]]:
    """The unit that prints this page, and the facts that differ from what is stored."""
    if isinstance(page, ArticlePage):
        value = draft_article(page, now)
        return f"article:{value['id']}", {f"article:{value['id']}": value}
    if isinstance(page, SectionPage):
        section = copy.copy(page)
        section.live = True
        return f"index:section:{page.public_id}", {f"section:{page.public_id}": compose_section(section)}
    return _draft_front(page, now)


def draft_article(page: ArticlePage, now: datetime) -> dict[str, Any]:
    """The fact of an article as it would be, with an address it may yet lose."""
    row = _row(page, now)
    composed = next(compose_articles([row], _around(page, row, now), now))
    return composed.value


def _row(page: ArticlePage, now: datetime) -> Row:
    row: Row = {name: getattr(page, name) for name in COLUMNS if name not in ("pk", "locale__language_code", "path")}
    row["pk"] = page.pk or NOT_SAVED
    row["locale__language_code"] = page.locale.language_code
    row["path"] = page.path or "?" * STEP
    row["sequence"] = page.sequence or LAST
    row["published_at"] = page.published_at or (None if page.undated else now)
    row["slug_public"] = page.slug_public or make_slug(page.title, page.public_id)
    row["path_public"] = page.path_public or _address(page, row)
    return row


def _address(page: ArticlePage, row: Row) -> str:
    language = row["locale__language_code"]
    if page.kind == "page":
        return f"/{language}/{row['slug_public']}.html"
    folder = month_of(row, ZoneInfo(read_settings().time_zone)).replace("-", "/") if row["published_at"] else "undated"
    return f"/{language}/{folder}/{row['slug_public']}.html"


def _around(page: ArticlePage, row: Row, now: datetime) -> Around:
    """What stands around it in the form, not in the database."""
    key, around = row["pk"], Around()
    parent = page.get_parent() if page.path else getattr(page, "_cached_parent_obj", None)
    if parent is not None and isinstance(parent.specific, SectionPage):
        around.sections[row["path"][:-STEP]] = parent.specific.public_id
    around.series.update(series_of([page.pk]) if page.pk else {})
    around.topics[key] = [one.topic.public_id for one in page.article_topics.all() if one.topic_id]
    around.bylines[key] = [one.byline.public_id for one in page.article_bylines.all() if one.byline_id]
    told = [one for one in page.corrections.all() if one.at]
    around.corrections[key] = sorted((one.at, one.text) for one in told)
    around.lines = corrections_of([page.public_id])
    related = [one.article for one in page.related_articles.all() if one.article_id]
    public = set(public_articles(now).filter(pk__in=[one.pk for one in related]).values_list("pk", flat=True))
    around.related[key] = [(one.public_id, one.pk in public) for one in related]
    return around


def _draft_front(page: FrontPage, now: datetime) -> tuple[str, dict[str, Any]]:
    language = page.locale.language_code
    return f"front:{language}", {
        f"paper:{language}": compose_paper(page, language, Names(now).to_public()),
        f"front:{language}": compose_front(page, page.picks.all(), language, now),
    }
