"""A newsroom rebuilt from the facts of an edition. Drafts, originals and accounts were never public and stay away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from tamizdat.newsroom.compose_papers import NAMED
from tamizdat.newsroom.corrections.chain import restore_line
from tamizdat.newsroom.fact_store import write_counters, write_facts
from tamizdat.newsroom.formats.restore import restore_recordings, restore_series
from tamizdat.newsroom.models import ArticlePage, Fact
from tamizdat.newsroom.papers import make_fronts
from tamizdat.newsroom.publish import refresh_papers, rewrite_articles
from tamizdat.newsroom.restore_articles import join_articles, restore_articles
from tamizdat.newsroom.restore_papers import (
    restore_biography,
    restore_front,
    restore_named,
    restore_paper,
    restore_picture,
    restore_sections,
)
from tamizdat.newsroom.tree import index_pages
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Settings

BATCH = 200
BROKEN = (KeyError, TypeError, ValueError, AttributeError)

ReadPicture = Callable[[str, str], bytes]
FactRow = tuple[str, Any]


@transaction.atomic
def restore_facts(facts: Iterable[FactRow], read_picture: ReadPicture) -> int:
    """Rebuild everything that the facts tell, whole or not at all; gives the number of articles.

    ``read_picture(digest, extension)`` gives the bytes of a rendition.
    """
    if ArticlePage.objects.exists():
        raise RefusedError("This newsroom has articles already: restore into a new one (`tamizdat init`).")
    _keep(facts)
    _each("settings", lambda value: make_fronts(value["languages"], value["name"]))
    sections = {value["id"]: value for _, value in _read("section:")}
    _each("paper:", lambda value: restore_sections(value, sections))
    _each("paper:", restore_paper)
    for kind, model in NAMED.items():
        _each(f"{kind}:", lambda value, model=model: restore_named(model, value))
    _each("picture:", lambda value: restore_picture(value, read_picture))
    _each("correction:", restore_line)
    count = _restore_articles(read_picture)
    _each("series:", restore_series)
    _join_links()
    _each("byline:", restore_biography)
    _each("counters", _restore_counters)
    _each("front:", restore_front)
    _each("paper:", restore_paper)  # once more: now links in its texts find their articles
    _compose_again()
    index_pages(ArticlePage)
    return count


def _keep(facts: Iterable[FactRow]) -> None:
    """The facts themselves come first: they wait in the database, however many they are."""
    rows = iter(facts)
    while chunk := dict(islice(rows, BATCH)):
        write_facts(chunk)
    if not Fact.objects.filter(name="settings", value__isnull=False).exists():
        raise RefusedError("The edition has no settings among its facts: it cannot be restored from.")


def _read(start: str) -> Iterator[FactRow]:
    rows = Fact.objects.filter(name__gte=start, name__lt=start + "\x7f", value__isnull=False).order_by("name")
    for name, value in list(rows.values_list("name", "value")):
        yield name, json.loads(value)


def _each(start: str, restore: Callable[[Any], object]) -> None:
    """Restore each fact whose name begins so; a broken one is named."""
    for name, value in _read(start):
        try:
            restore(value)
        except BROKEN as error:
            raise RefusedError(f"The fact {name} is not as docs/formats/facts-v1.md has it: {error!r}") from None


def _restore_articles(read_recording: ReadPicture) -> int:
    rows = Fact.objects.filter(name__startswith="article:", value__isnull=False).values_list("name", "value")
    order = sorted((json.loads(value)["sequence"], name) for name, value in rows.iterator(chunk_size=BATCH))
    for start in range(0, len(order), BATCH):
        names = [name for _, name in order[start : start + BATCH]]
        values = dict(Fact.objects.filter(name__in=names).values_list("name", "value"))
        try:
            articles = [json.loads(values[name]) for name in names]
            restore_recordings(articles, read_recording)
            restore_articles(articles)
        except BROKEN as error:
            raise RefusedError(f"Between {names[0]} and {names[-1]} a fact is broken: {error!r}") from None
    return len(order)


def _restore_counters(value: Any) -> None:
    places = {f"place:{name}": number for name, number in value["places"].items()}
    write_counters({"sequence": value["sequence"], **places})


def _join_links() -> None:
    """Now that all articles are there, those that name a later one find it."""
    waiting = list(ArticlePage.objects.exclude(awaits=[]).values_list("public_id", flat=True))
    for start in range(0, len(waiting), BATCH):
        names = [f"article:{one}" for one in waiting[start : start + BATCH]]
        values = Fact.objects.filter(name__in=names).values_list("value", flat=True)
        join_articles([json.loads(value) for value in values])


def _compose_again() -> None:
    """What the rebuilt newsroom says of itself now replaces what was brought, wherever the two should differ."""
    now = timezone.now()
    settings = json.loads(Fact.objects.values_list("value", flat=True).get(name="settings"))
    keys = list(ArticlePage.objects.order_by("sequence").values_list("pk", flat=True))
    rewrite_articles(keys, now, ZoneInfo(settings["time_zone"]))
    refresh_papers(now, _as_settings(settings))


def _as_settings(value: Any) -> Settings:
    """The edition's word counts until the new home's own settings are read."""
    return Settings(
        name=value["name"],
        languages=tuple(value["languages"]),
        time_zone=value["time_zone"],
        address=value["address"],
        onion=value["onion"],
        reader_worker=value.get("reader_worker", "auto"),
    )
