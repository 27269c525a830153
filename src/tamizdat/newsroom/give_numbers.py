"""What an article gets once, at its first publication: a sequence number, an address, places in lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from tamizdat.newsroom.compose_articles import Around, Row, headline_of
from tamizdat.newsroom.corrections.chain import round_down
from tamizdat.newsroom.fact_store import read_counter, read_counters, write_counters
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.slugs import RESERVED, make_slug
from tamizdat.newsroom.tree import STEP

GIVEN = ("sequence", "slug_public", "path_public", "places", "published_at")


def give_numbers(rows: list[Row], around: Around, zone: ZoneInfo, now: datetime) -> None:
    """Number new articles in the order of ``rows``, and let all leave and join lists. Rows are changed and saved."""
    before = {row["pk"]: {name: row[name] for name in GIVEN} for row in rows}
    new = [row for row in rows if row["sequence"] is None]
    sequence = read_counter("sequence")
    for number, row in enumerate(new, sequence + 1):
        row["sequence"] = number
        if row["published_at"] is None and not row["undated"]:
            row["published_at"] = round_down(now)
    _give_paths([row for row in rows if not row["path_public"]], zone)
    _give_places(rows, around, zone)
    if new:
        write_counters({"sequence": sequence + len(new)})
    _save([row for row in rows if any(row[name] != before[row["pk"]][name] for name in GIVEN)])


def lists_of(row: Row, around: Around, zone: ZoneInfo) -> list[str]:
    """Where an article of this kind is printed."""
    if row["kind"] == "page":
        return []
    language = row["locale__language_code"]
    section = around.sections.get(row["path"][:-STEP])
    return [
        f"latest:{language}",
        *([f"section:{section}"] if section else []),
        *(f"topic:{one}" for one in around.topics.get(row["pk"], ())),
        *(f"byline:{one}" for one in around.bylines.get(row["pk"], ())),
        *([f"podcast:{language}"] if row["kind"] == "audio" and row["recording_id"] else []),
        *([f"month:{language}/{month_of(row, zone)}"] if row["published_at"] and not row["undated"] else []),
    ]


def month_of(row: Row, zone: ZoneInfo) -> str:
    """By the paper's own time."""
    at = row["published_at"].astimezone(zone)
    return f"{at.year:04}-{at.month:02}"


def _give_places(rows: list[Row], around: Around, zone: ZoneInfo) -> None:
    """A place is kept while the article stays in the list, and never given to another."""
    wanted = {row["pk"]: dict.fromkeys(lists_of(row, around, zone)) for row in rows}
    joined = {name for row in rows for name in wanted[row["pk"]] if name not in row["places"]}
    counters = read_counters(f"place:{name}" for name in joined)
    for row in rows:
        places = {name: place for name, place in row["places"].items() if name in wanted[row["pk"]]}
        for name in wanted[row["pk"]]:
            if name not in places:
                counters[f"place:{name}"] += 1
                places[name] = counters[f"place:{name}"]
        row["places"] = places
    write_counters(counters)


def _give_paths(rows: list[Row], zone: ZoneInfo) -> None:
    """An address is kept whatever becomes of headline and slug; one that is taken gets a number."""
    wanted = {row["pk"]: (_folder(row, zone), _slug(row)) for row in rows}
    taken = _taken({f"{folder}{slug}.html" for folder, slug in wanted.values()})
    for row in rows:
        folder, slug = wanted[row["pk"]]
        row["slug_public"] = slug
        row["path_public"] = _free_path(folder, slug, taken)
        taken.add(row["path_public"])


def _free_path(folder: str, slug: str, taken: set[str]) -> str:
    path, number = f"{folder}{slug}.html", 1
    if path in taken:
        taken |= _alike(f"{folder}{slug}-")
    while path in taken or path.rpartition("/")[2].removesuffix(".html") in RESERVED:
        number += 1
        path = f"{folder}{slug}-{number}.html"
    return path


def free_path(folder: str, slug: str) -> str:
    """An address in this folder that nobody has."""
    return _free_path(folder, slug, _taken({f"{folder}{slug}.html"}))


def _taken(paths: set[str]) -> set[str]:
    """Those of these addresses that somebody has."""
    return set(ArticlePage.objects.filter(path_public__in=paths).values_list("path_public", flat=True))


def _alike(stem: str) -> set[str]:
    """All given addresses that begin so. A range can use the index; LIKE cannot."""
    alike = ArticlePage.objects.filter(path_public__gte=stem, path_public__lt=stem[:-1] + ".")
    return set(alike.values_list("path_public", flat=True))


def _folder(row: Row, zone: ZoneInfo) -> str:
    language = row["locale__language_code"]
    if row["kind"] == "page":
        return f"/{language}/"
    if row["undated"] or row["published_at"] is None:
        return f"/{language}/undated/"
    return f"/{language}/{month_of(row, zone).replace('-', '/')}/"


def _slug(row: Row) -> str:
    """Wagtail's slug without the number that another page, perhaps an unpublished one, made necessary."""
    if row["slug_public"]:
        return str(row["slug_public"])
    plain = make_slug(headline_of(row["title"], row["headline_full"]), row["public_id"])
    slug = make_slug(row["slug"], row["public_id"])
    if re.fullmatch(rf"{re.escape(plain)}-\d+", slug):
        return plain
    return _without_hidden(row, slug) if slug != plain else slug


def _without_hidden(row: Row, slug: str) -> str:
    """The slug that an editor chose, with the number that it would have if nothing unpublished stood beside it."""
    numbered = re.fullmatch(r"(.+)-([2-9]|[1-9][0-9])", slug)
    if not numbered:
        return slug
    stem = numbered[1]
    alike = [stem, *(f"{stem}-{number}" for number in range(2, int(numbered[2])))]
    beside = ArticlePage.objects.filter(path__startswith=row["path"][:-STEP], depth=len(row["path"]) // STEP)
    rows = list(beside.filter(slug__in=alike).exclude(pk=row["pk"]).values_list("slug_public", "path_public"))
    if len(rows) < len(alike) or all(path for _, path in rows):
        return slug
    public = {one for one, path in rows if path}
    return next(one for one in [*alike, slug] if one not in public)


def _save(rows: Iterable[dict[str, Any]]) -> None:
    """One statement for many rows."""
    table, field = ArticlePage._meta.db_table, ArticlePage._meta.get_field
    columns = [field(name) for name in GIVEN]
    names = ", ".join(f"{connection.ops.quote_name(column.column)} = %s" for column in columns)
    values = [
        [*(column.get_db_prep_save(row[column.name], connection) for column in columns), row["pk"]] for row in rows
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {names} WHERE page_ptr_id = %s", values)
