"""What was withdrawn since a copy or a backup was made stays withdrawn: it comes back as a draft, for editors alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Revision

from tamizdat.core.edition.errors import PathError
from tamizdat.core.edition.paths import canonical_path
from tamizdat.newsroom.compose_articles import public_articles
from tamizdat.newsroom.desk.stop_waiting import stop_all
from tamizdat.newsroom.embargo_records import Embargo
from tamizdat.newsroom.models import ArticlePage, Fact
from tamizdat.newsroom.papers import read_settings
from tamizdat.pages.redirects import legacy_path

BATCH = 200

IsWithdrawn = Callable[[str], bool]
"""Is this path of the map withdrawn, as the newsroom's own signed list has it?"""


IsReworded = Callable[[str], bool]
"""Were words taken out of an article, by its public id, after the copy that it came from was made?"""


@transaction.atomic
def withdraw_listed(is_withdrawn: IsWithdrawn, is_reworded: IsReworded = lambda _: False) -> list[str]:
    """Unpublish every public article that has a withdrawn address, old address or picture; gives their headlines.

    A picture that was taken out of an article counts too: the older words would show it again. So do words that were
    taken out because they named somebody.
    """
    languages = frozenset(read_settings().languages)
    pictures = {name for name, value in _facts("picture:") if any(map(is_withdrawn, _picture_paths(value)))}
    gone = [
        value["id"]
        for _, value in _facts("article:")
        if any(map(is_withdrawn, _article_paths(value, languages)))
        or is_reworded(value["id"])
        or any(f'"{name.partition(":")[2]}"' in json.dumps(value) for name in pictures)
    ]
    return _unpublish(gone)


@transaction.atomic
def hold_back_due(now: datetime) -> list[str]:
    """After a backup came back: what its schedule would publish now waits for an editor, who may have changed it since.

    Gives headlines.
    """
    due = Revision.objects.filter(approved_go_live_at__lte=now)
    held = [str(one.object_str) for one in due]
    due.update(approved_go_live_at=None)
    held += _hold_on(now)
    public = {name.partition(":")[2] for name, _ in _facts("article:")}
    written = public_articles(now).filter(latest_revision__isnull=False)
    risen = [one for one in written.values_list("public_id", flat=True) if one not in public]
    return [*held, *_unpublish(risen)]


def _hold_on(now: datetime) -> list[str]:
    """Embargoes whose hour has passed: they may have been moved since, so only a person lifts them."""
    passed = Embargo.objects.filter(state=Embargo.HELD, lifts_at__lte=now)
    headlines = list(passed.order_by("pk").values_list("article__title", flat=True))
    passed.update(lifts_at=None)
    return headlines


def _unpublish(public_ids: list[str]) -> list[str]:
    headlines = []
    for start in range(0, len(public_ids), BATCH):
        for page in ArticlePage.objects.filter(public_id__in=public_ids[start : start + BATCH]).order_by("pk"):
            headlines.append(page.headline_full or page.title)
            stop_all(page)
            page.unpublish()
    return headlines


def _facts(start: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    rows = Fact.objects.filter(name__gte=start, name__lt=start + "\x7f", value__isnull=False)
    for name, value in rows.values_list("name", "value").iterator(chunk_size=BATCH):
        yield name, json.loads(value)


def _article_paths(value: Mapping[str, Any], languages: frozenset[str]) -> Iterator[str]:
    for path in (value["path"], *(legacy_path(one, languages) for one in value["legacy"])):
        if path:
            try:
                yield canonical_path(path)
            except PathError:
                continue


def _picture_paths(value: Mapping[str, Any]) -> Iterator[str]:
    return (f"/pictures/{one['digest']}.{one['extension']}" for one in value["renditions"])
