"""Sections, topics and bylines by the names that an archive gives them; made when they are new."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from wagtail.models import Page

from tamizdat.newsroom.models import Byline, FrontPage, SectionPage, Topic
from tamizdat.newsroom.papers import fronts_by_language
from tamizdat.newsroom.public_ids import derived_public_id
from tamizdat.newsroom.slugs import RESERVED, free_slug, make_slug
from tamizdat.newsroom.tree import add_children, locale_of

Key = tuple[str, str]
"""Language and name."""
NamedModel = TypeVar("NamedModel", Topic, Byline)
KIND = {Topic: "topic", Byline: "byline"}
CHUNK = 300


def name_id(kind: str, key: Key) -> str:
    """The same name in the same language is the same thing, in every newsroom, whatever its capitals."""
    return derived_public_id(kind, key[0], key[1].casefold())


def find_named(model: type[NamedModel], keys: Iterable[Key]) -> dict[Key, int]:
    """Primary keys of topics or bylines; missing ones are made."""
    wanted = {key: name_id(KIND[model], key) for key in dict.fromkeys(keys)}
    found = _by_id(model, wanted)
    for key in [key for key in wanted if key not in found]:
        same = model.objects.filter(locale__language_code=key[0], name=key[1]).values_list("pk", flat=True).first()
        if same:
            found[key] = same
    new = [key for key in wanted if key not in found]
    if new:
        _make_named(model, {key: wanted[key] for key in new})
        found.update(_by_id(model, {key: wanted[key] for key in new}))
    return found


def _by_id(model: type[NamedModel], wanted: dict[Key, str]) -> dict[Key, int]:
    ids = list(wanted.values())
    rows: dict[str, int] = {}
    for start in range(0, len(ids), CHUNK):
        rows.update(model.objects.filter(public_id__in=ids[start : start + CHUNK]).values_list("public_id", "pk"))
    return {key: rows[public_id] for key, public_id in wanted.items() if public_id in rows}


def _make_named(model: type[NamedModel], wanted: dict[Key, str]) -> None:
    rows, taken = [], {}
    spellings = {public_id: key for key, public_id in reversed(wanted.items())}
    for public_id, (language, name) in reversed(spellings.items()):
        locale = locale_of(language)
        slug = make_slug(name, public_id)
        if slug not in taken.setdefault(language, set()):
            alike = model.objects.filter(locale=locale, slug__startswith=slug)
            taken[language].update(alike.values_list("slug", flat=True))
        slug = free_slug(slug, taken[language])
        taken[language].add(slug)
        rows.append(model(locale=locale, name=name, slug=slug, public_id=public_id))
    model.objects.bulk_create(rows, batch_size=CHUNK)


def find_sections(keys: Iterable[Key]) -> dict[Key, Page]:
    """The page that an article belongs under: its section, or the front when it names none."""
    fronts = fronts_by_language()
    found: dict[Key, Page] = {}
    new: dict[str, list[Key]] = {}
    for key in dict.fromkeys(keys):
        front = fronts[key[0]]
        section = front if not key[1] else _find_section(front, key)
        if section is None:
            new.setdefault(key[0], []).append(key)
        else:
            found[key] = section
    for language, missing in new.items():
        found.update(_make_sections(fronts[language], missing))
    return found


def _find_section(front: FrontPage, key: Key) -> SectionPage | None:
    below = SectionPage.objects.child_of(front)
    return below.filter(public_id=name_id("section", key)).first() or below.filter(title=key[1]).first()


def _make_sections(front: FrontPage, keys: list[Key]) -> dict[Key, Page]:
    siblings = set(
        Page.objects.child_of(front).filter(content_type__model="sectionpage").values_list("slug", flat=True)
    )
    sections: dict[str, SectionPage] = {}
    for key in keys:
        public_id = name_id("section", key)
        if public_id in sections:
            continue
        slug = make_slug(key[1], public_id)
        if Page.objects.child_of(front).filter(slug=slug).exists():
            siblings.add(slug)
        slug = free_slug(slug, siblings | RESERVED)
        siblings.add(slug)
        sections[public_id] = SectionPage(title=key[1], slug=slug, public_id=public_id, locale=front.locale, live=True)
    add_children(SectionPage, list(sections.values()), front)
    return {key: sections[name_id("section", key)] for key in keys}
