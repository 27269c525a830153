"""From what editors saved to facts: the one way in which anything becomes public, changes or is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q

from tamizdat.newsroom.compose_articles import (
    Composed,
    compose_articles,
    is_public,
    load_rows,
    look_around,
    public_articles,
)
from tamizdat.newsroom.compose_papers import (
    Facts,
    compose_named,
    compose_papers,
    compose_section,
    compose_settings,
)
from tamizdat.newsroom.corrections.chain import compose_lines, forget_words, lines_about
from tamizdat.newsroom.fact_store import compose_counters, read_fact, write_facts
from tamizdat.newsroom.formats.series import series_facts, series_of_articles
from tamizdat.newsroom.give_numbers import give_numbers
from tamizdat.newsroom.models import ArticlePage, Fact, FrontPage, SectionPage, Use
from tamizdat.newsroom.papers import fronts_by_language, read_settings
from tamizdat.newsroom.related import join_awaited
from tamizdat.newsroom.touch import touch_changed
from tamizdat.newsroom.tree import index_pages
from tamizdat.shell.home import Settings

__all__ = [
    "compose_papers", "fronts_by_language", "publish_accepted", "refresh_articles", "refresh_named", "refresh_papers",
    "refresh_sections", "rewrite_articles", "section_turned", "series_facts", "withdraw_articles", "write_facts",
]  # fmt: skip

BATCH = 500
USES = 900

Progress = Callable[[int, int], None]


def publish_accepted(*, now: datetime, progress: Progress | None = None) -> int:
    """Make public what was accepted and waits, oldest publication first; interrupted, it goes on where it stopped."""
    joined = join_awaited()
    waiting = public_articles(now).filter(sequence=None)
    total, done = waiting.count(), 0
    oldest_first = waiting.order_by(F("published_at").asc(nulls_first=True), "source_identity", "pk")
    while keys := list(oldest_first.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            _write_articles(keys, now, counters=False)
            _refresh_linking(_public_ids(keys), now)
        write_facts(series_facts(series_of_articles(keys), now))
        done += len(keys)
        if progress:
            progress(done, total)
    for key in joined:
        refresh_articles([key], now)
    refresh_papers(now)
    index_pages(ArticlePage)
    return done


@transaction.atomic
def refresh_articles(keys: Iterable[int], now: datetime, *, touched: bool = False) -> None:
    """Bring the facts of these articles up to date, and all that depends on whether they are public.

    ``touched``: an editor changed them, so changed words get the time of their update.
    """
    todo = list(dict.fromkeys(keys))
    before = _public_ids(todo)
    if touched:
        touch_changed(todo, now)
    _write_articles(todo, now)
    after = _public_ids(todo)
    _refresh_linking(before ^ after, now)
    _refresh_fronts(todo, now)
    write_facts(series_facts(series_of_articles(todo), now))


@transaction.atomic
def withdraw_articles(public_ids: Sequence[str], now: datetime) -> None:
    """Articles that are deleted: their facts go, and what only they used."""
    dropped = _forget_uses(public_ids)
    lines = forget_words(lines_about(public_ids))
    write_facts({**{f"article:{one}": None for one in public_ids}, **_unused(dropped), **lines})
    _refresh_linking(set(public_ids), now)
    fronts = Fact.objects.filter(name__startswith="front:", value__isnull=False).values_list("name", "value")
    languages = [name.partition(":")[2] for name, value in fronts if any(one in value for one in public_ids)]
    write_facts({**compose_papers(now, languages), **series_facts(_series_naming(public_ids), now)})


def _series_naming(public_ids: Sequence[str]) -> list[str]:
    """Series whose fact names one of these articles."""
    facts = Fact.objects.filter(name__startswith="series:", value__isnull=False).values_list("name", "value")
    return [name.partition(":")[2] for name, value in facts if any(one in value for one in public_ids)]


def refresh_named(names: Iterable[str]) -> None:
    """Topics, bylines and pictures that public articles use."""
    used = Use.objects.filter(name__in=list(names)).values_list("name", flat=True).distinct()
    write_facts(compose_named(used))


def refresh_sections(sections: Iterable[SectionPage], now: datetime) -> None:
    """The facts of sections and of the papers that list them."""
    facts: Facts = {f"section:{one.public_id}": compose_section(one) for one in sections}
    write_facts({**facts, **compose_papers(now)})


@transaction.atomic
def rewrite_articles(keys: Sequence[int], now: datetime, zone: ZoneInfo) -> None:
    """Compose articles again, many at once."""
    for start in range(0, len(keys), BATCH):
        _write_articles(keys[start : start + BATCH], now, zone, counters=False)


def section_turned(section: SectionPage) -> bool:
    """Was this section public and is no longer, or the other way round?"""
    return (read_fact(f"section:{section.public_id}") is not None) != section.live


def refresh_papers(now: datetime, settings: Settings | None = None) -> None:
    """Everything that the newsroom says of itself."""
    sections = {
        f"section:{one.public_id}": compose_section(one) for one in SectionPage.objects.select_related("locale")
    }
    counters = {"counters": compose_counters()}
    write_facts(
        {**compose_papers(now), **sections, **counters, "settings": compose_settings(settings or read_settings())}
    )


def _write_articles(keys: Sequence[int], now: datetime, zone: ZoneInfo | None = None, *, counters: bool = True) -> None:
    """Number, compose and write some articles; withdraw those that are not public."""
    chosen = ArticlePage.objects.filter(pk__in=keys)
    position = {key: number for number, key in enumerate(keys)}
    rows = sorted(load_rows(chosen.filter(is_public(now))), key=lambda row: position[row["pk"]])
    around = look_around(rows, now)
    give_numbers(rows, around, zone or ZoneInfo(read_settings().time_zone), now)
    composed = list(compose_articles(rows, around, now))
    gone = list(chosen.exclude(pk__in=[row["pk"] for row in rows]).values_list("public_id", flat=True))
    facts: Facts = {f"article:{one.value['id']}": one.value for one in composed}
    facts.update({f"article:{one}": None for one in gone})
    facts.update(_follow_uses(composed, gone))
    facts.update(compose_lines([row["public_id"] for row in rows], gone))
    if rows and counters:
        facts["counters"] = compose_counters()
    write_facts(facts)


def _follow_uses(composed: Sequence[Composed], gone: Sequence[str]) -> Facts:
    """Facts of what the articles began or ceased to use."""
    wanted = {(one.value["id"], name) for one in composed for name in one.uses}
    ids = [one.value["id"] for one in composed] + list(gone)
    had = set(Use.objects.filter(article__in=ids).values_list("article", "name"))
    new, old = wanted - had, had - wanted
    for article in {article for article, _ in old}:
        names = [name for one, name in old if one == article]
        Use.objects.filter(article=article, name__in=names).delete()
    Use.objects.bulk_create([Use(article=a, name=n) for a, n in sorted(new)], batch_size=USES)
    begun = {name for _, name in new if not name.startswith("article:")}
    return {**_unused({name for _, name in old}), **compose_named(sorted(begun))}


def _forget_uses(public_ids: Sequence[str]) -> set[str]:
    uses = Use.objects.filter(article__in=public_ids)
    names = set(uses.values_list("name", flat=True))
    uses.delete()
    return names


def _unused(names: set[str]) -> Facts:
    """What no public article uses any more is withdrawn."""
    kept = set(Use.objects.filter(name__in=names).values_list("name", flat=True))
    return {name: None for name in names - kept if not name.startswith("article:")}


def _public_ids(keys: Sequence[int]) -> set[str]:
    ids = ArticlePage.objects.filter(pk__in=keys).values_list("public_id", flat=True)
    public = Fact.objects.filter(name__in=[f"article:{one}" for one in ids], value__isnull=False)
    return {name.partition(":")[2] for name in public.values_list("name", flat=True)}


def _refresh_linking(public_ids: set[str], now: datetime) -> None:
    """Articles that link to those which became public, or ceased to be."""
    names = [f"article:{one}" for one in public_ids]
    linking = set(Use.objects.filter(name__in=names).values_list("article", flat=True)) - public_ids
    keys = list(ArticlePage.objects.filter(public_id__in=linking).values_list("pk", flat=True))
    if keys:
        _write_articles(keys, now)


def _refresh_fronts(keys: Sequence[int], now: datetime) -> None:
    """Fronts that print these articles."""
    fronts = FrontPage.objects.filter(Q(lead__in=keys) | Q(picks__article__in=keys))
    languages = set(fronts.values_list("locale__language_code", flat=True))
    if languages:
        write_facts(compose_papers(now, languages))
