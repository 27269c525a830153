"""The other facts of docs/formats/facts-v1.md: settings, papers, fronts, sections, topics, bylines, pictures."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from tamizdat.newsroom.body import ToPublic, publish_html
from tamizdat.newsroom.clean import clean_block, clean_lines, clean_text
from tamizdat.newsroom.compose_articles import Names
from tamizdat.newsroom.formats.front import compose_front
from tamizdat.newsroom.models import Byline, FrontPage, Pick, Picture, SectionPage, Topic
from tamizdat.newsroom.papers import fronts_by_language
from tamizdat.shell.home import Settings

Facts = dict[str, Any]


def compose_settings(settings: Settings) -> dict[str, Any]:
    """The languages of tamizdat.toml first, then others that an archive brought."""
    live = {language for language, front in fronts_by_language().items() if front.live}
    languages = [one for one in settings.languages if one in live]
    choice = {} if settings.reader_worker == "auto" else {"reader_worker": settings.reader_worker}
    return choice | {
        "name": clean_text(settings.name),
        "address": settings.address,
        "languages": languages + sorted(live - set(languages)),
        "time_zone": settings.time_zone,
        "onion": settings.onion,
    }


def compose_papers(now: datetime, languages: Iterable[str] | None = None) -> Facts:
    """``paper:…`` and ``front:…`` of some languages, or of all; None for a paper that is not live."""
    facts: Facts = {}
    wanted = None if languages is None else set(languages)
    to = Names(now).to_public()
    for language, front in fronts_by_language().items():
        if wanted is None or language in wanted:
            facts[f"paper:{language}"] = compose_paper(front, language, to) if front.live else None
            facts[f"front:{language}"] = _front(front, language, now) if front.live else None
    return facts


def compose_paper(front: FrontPage, language: str, to: ToPublic) -> dict[str, Any]:
    """What stands on all pages of a language; the front need not be saved."""
    sections = SectionPage.objects.child_of(front).filter(live=True).order_by("path")
    return {
        "language": language,
        "name": clean_text(front.title),
        "tagline": clean_text(front.tagline),
        "notice": _notice(front, to),
        "letter": _letter(front, to),
        "support": {"title": clean_text(front.support_title), "html": _html(front.support_text, to)},
        "ways": {"title": clean_text(front.ways_title), "html": _html(front.ways_text, to)},
        "sections": list(sections.values_list("public_id", flat=True)),
    }


def _html(text: str, to: ToPublic) -> str:
    return clean_block(publish_html(text, to))


def _notice(front: FrontPage, to: ToPublic) -> dict[str, str] | None:
    """Its id comes from its words: a reader who closed it sees a new one."""
    title, html = clean_text(front.notice_title), _html(front.notice_text, to)
    link = clean_text(front.notice_link)
    if not title and not html:
        return None
    words = hashlib.sha256("\0".join((title, html, link)).encode()).digest()
    return {"id": base64.b32encode(words[:8]).decode().rstrip("=").lower(), "title": title, "html": html, "link": link}


def _letter(front: FrontPage, to: ToPublic) -> dict[str, str] | None:
    title, html = clean_text(front.letter_title), _html(front.letter_text, to)
    return {"title": title, "html": html, "signed": clean_text(front.letter_signed)} if title or html else None


def _front(front: FrontPage, language: str, now: datetime) -> dict[str, Any]:
    picks = Pick.objects.filter(page_id=front.pk).order_by("sort_order", "pk")
    return compose_front(front, picks, language, now)


def compose_section(section: SectionPage) -> dict[str, Any] | None:
    """A section that is not live is no fact."""
    if not section.live:
        return None
    return {
        "id": section.public_id,
        "language": section.locale.language_code,
        "slug": section.slug,
        "name": clean_text(section.title),
        "description": clean_lines(section.description).strip(),
    }


NAMED = {"topic": Topic, "byline": Byline}


def compose_named(names: Iterable[str]) -> Facts:
    """Topics, bylines and pictures by the names of their facts; None for those that are gone."""
    facts: Facts = dict.fromkeys(names)
    for kind, model in NAMED.items():
        ids = [name.partition(":")[2] for name in facts if name.startswith(f"{kind}:")]
        rows = model.objects.filter(public_id__in=ids).values(
            "public_id", "locale__language_code", "slug", "name", "description"
        )
        for row in rows:
            facts[f"{kind}:{row['public_id']}"] = {
                "id": row["public_id"],
                "language": row["locale__language_code"],
                "slug": row["slug"],
                "name": clean_text(row["name"]),
                "description": clean_lines(row["description"]).strip(),
            }
    _add_biographies(facts)
    facts.update(_pictures([name.partition(":")[2] for name in facts if name.startswith("picture:")]))
    return facts


def _add_biographies(facts: Facts) -> None:
    """What a byline says of itself beyond a name; keys are there only where there is something to say."""
    ids = [name.partition(":")[2] for name, value in facts.items() if value and name.startswith("byline:")]
    for one in Byline.objects.filter(public_id__in=ids).select_related("picture"):
        fact, html = facts[f"byline:{one.public_id}"], _html(one.biography, Names(timezone.now()).to_public())
        if html:
            fact["html"] = html
        if one.picture and one.picture.renditions_public:
            fact["picture"] = {"picture": one.picture.public_id, "alt": clean_text(one.picture.description)}
        if one.is_guest:
            fact["guest"] = True


def _pictures(ids: list[str]) -> Facts:
    rows = Picture.objects.filter(public_id__in=ids).values_list("public_id", "credit", "licence", "renditions_public")
    return {
        f"picture:{public_id}": {
            "id": public_id,
            "credit": clean_text(credit),
            "licence": clean_text(licence),
            "renditions": renditions,
        }
        for public_id, credit, licence, renditions in rows
        if renditions
    }
