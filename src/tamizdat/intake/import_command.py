"""``tamizdat import KIND SOURCE``: bring in an archive that somebody else wrote."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, cast

import click

from tamizdat.intake.archive import FindMedia, ReadOptions, Skipped, Warned
from tamizdat.intake.fetch_media import FetchMedia
from tamizdat.intake.import_progress import Watch, watch
from tamizdat.intake.import_report import Report
from tamizdat.intake.kinds import KINDS, reader_of
from tamizdat.intake.media import MediaFolder, first_of, no_media
from tamizdat.newsroom.incoming import Accepted, IncomingArticle
from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.errors import HomeError, RefusedError
from tamizdat.shell.home import Home, Settings, find_home, open_newsroom

BATCH = 200
BATCH_BYTES = 48_000_000
"""Pictures that one batch may hold in memory."""

Accept = Callable[[Sequence[IncomingArticle]], list[Accepted]]


class Doors(Protocol):
    """What the newsroom offers; see newsroom/doors.py."""

    def refresh_settings(self, settings: Settings) -> None: ...
    def accept_articles(self, kind: str, articles: Sequence[IncomingArticle], *, now: datetime) -> list[Accepted]: ...
    def judge_articles(self, kind: str, articles: Sequence[IncomingArticle], *, now: datetime) -> list[Accepted]: ...
    def publish_accepted(self, *, now: datetime, progress: Callable[[int, int], None] | None = None) -> int: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for."""

    kind: str
    source: Path
    home: Home
    is_trial: bool
    media: Path | None
    may_fetch: bool
    language: str | None
    now: datetime


@click.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@home_option
@json_option
@click.option("--dry-run", is_flag=True, help="Say what would come in; touch nothing.")
@click.option(
    "--media",
    type=click.Path(path_type=Path),
    help="The folder in which the archive's pictures lie  [default: `media` beside it].",
)
@click.option("--fetch-media", is_flag=True, help="Fetch pictures that are not at hand; nothing is fetched otherwise.")
@click.option("--language", metavar="TAG", help="The language of articles that name none (else the newsroom's first).")
def import_archive(
    kind: str,
    source: Path,
    home: Path | None,
    as_json: bool,
    dry_run: bool,
    media: Path | None,
    fetch_media: bool,
    language: str | None,
) -> None:
    """Bring in an archive of KIND from SOURCE. Doing it twice changes nothing; an interrupted import goes on."""
    order = Order(kind, source, find_home(home), dry_run, media, fetch_media, language, datetime.now(UTC))
    report, extra = bring_in(order)
    if as_json:
        print_json({**report.as_json(), **extra})
    else:
        click.echo(report.as_text(is_trial=dry_run))


def bring_in(order: Order) -> tuple[Report, dict[str, Any]]:
    """Read the archive, hand it to the newsroom in batches, publish what is published."""
    settings, doors = _newsroom(order)
    options = ReadOptions(
        language=order.language or (settings.languages[0] if settings else "en"),
        find_media=_find_media(order),
        now=order.now,
    )
    report = Report()
    extra: dict[str, Any] = {}
    if order.is_trial and order.may_fetch:
        report.add_warning("A trial fetches nothing: --fetch-media was left aside.")
    if doors is not None and settings is not None and not order.is_trial:
        doors.refresh_settings(settings)
    with watch("Importing") as progress:
        items = reader_of(order.kind)(order.source, replace(options, progress=progress.read))
        for batch in _batches(_articles(items, report, settings.languages if settings else (), order.now)):
            if order.is_trial and order.kind == "page":
                extra["article"] = _describe(batch[0])
            _hand_over(batch, _door(order, doors), report, progress)
    if doors is not None and not order.is_trial:
        with watch("Publishing") as progress:
            doors.publish_accepted(now=order.now, progress=_publishing(progress))
    return report, extra


def _newsroom(order: Order) -> tuple[Settings | None, Doors | None]:
    """The newsroom; a trial does without one."""
    is_there = order.home.settings_file.is_file() and order.home.has_database()
    if order.is_trial and not is_there:
        settings = order.home.read_settings() if order.home.settings_file.is_file() else None
        return settings, None
    settings = open_newsroom(order.home)
    if not is_there:
        raise HomeError(
            f"{order.home.folder} has no newsroom.sqlite3 yet. Make the newsroom with `tamizdat init PATH`."
        )
    return settings, cast(Doors, importlib.import_module("tamizdat.newsroom.doors"))


def _find_media(order: Order) -> FindMedia:
    beside = order.media or order.source.parent / "media"
    finders: list[FindMedia] = [MediaFolder(beside)] if order.media or beside.is_dir() else []
    if order.may_fetch and not order.is_trial:
        finders.append(FetchMedia(order.home.folder / "fetched"))
    return first_of(finders) if finders else no_media


def _articles(
    items: Iterator[IncomingArticle | Skipped | Warned], report: Report, languages: Sequence[str], now: datetime
) -> Iterator[IncomingArticle]:
    """The articles among the items, each identity once; the rest goes into the report."""
    seen: set[str] = set()
    for item in _to_the_damage(items):
        if isinstance(item, Skipped):
            report.add_skipped(item)
        elif isinstance(item, Warned):
            report.add_warning(item.text)
        elif item.identity in seen:
            report.add_skipped(Skipped(item.identity, "an earlier item of this archive has the same identity."))
        else:
            seen.add(item.identity)
            yield _not_before_its_time(_in_our_language(item, languages), now)


def _to_the_damage(items: Iterator[IncomingArticle | Skipped | Warned]) -> Iterator[IncomingArticle | Skipped | Warned]:
    """All items; where an archive is damaged after a good part, the good part comes in."""
    has_come_in = False
    try:
        for item in items:
            has_come_in = has_come_in or isinstance(item, IncomingArticle)
            yield item
    except RefusedError as error:
        if not has_come_in:
            raise
        yield Skipped("the rest of the archive", str(error))


def _in_our_language(article: IncomingArticle, languages: Sequence[str]) -> IncomingArticle:
    """``en-US`` is this newsroom's ``en``; another script is another paper."""
    first, *rest = article.language.replace("_", "-").split("-")
    is_other = any(len(part) == 4 and part.isalpha() for part in rest)
    if not rest or is_other or article.language in languages or first.lower() not in languages:
        return article
    return replace(article, language=first.lower())


def _not_before_its_time(article: IncomingArticle, now: datetime) -> IncomingArticle:
    """What is dated in the future never comes in as published, whatever the archive says."""
    if article.status == "draft" or article.published is None or article.published <= now:
        return article
    warning = f"it is dated {article.published:%Y-%m-%d %H:%M}, in the future: it came in as a draft."
    return replace(article, status="draft", warnings=(*article.warnings, warning))


def _batches(articles: Iterator[IncomingArticle]) -> Iterator[list[IncomingArticle]]:
    """At most 200 articles, and no more pictures than memory has room for."""
    batch: list[IncomingArticle] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += sum(len(picture.content or b"") for picture in article.pictures)
        if len(batch) == BATCH or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _door(order: Order, doors: Doors | None) -> Accept:
    """The door that articles go through: the real one, the one that only looks, or none at all."""
    if doors is None:
        return _accept_in_thought
    door = doors.judge_articles if order.is_trial else doors.accept_articles
    return lambda batch: door(order.kind, batch, now=order.now)


def _accept_in_thought(batch: Sequence[IncomingArticle]) -> list[Accepted]:
    """Without a newsroom everything would be new."""
    return [
        Accepted(one.identity, "created", missing_media=tuple(p.key for p in one.pictures if p.content is None))
        for one in batch
    ]


def _hand_over(batch: list[IncomingArticle], accept: Accept, report: Report, progress: Watch) -> None:
    for article, accepted in zip(batch, accept(batch), strict=True):
        report.add_accepted(article, accepted)
    progress.count(len(batch))


def _publishing(progress: Watch) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        progress.read(done, total)
        progress.count(done - progress.items)

    return show


def _describe(article: IncomingArticle) -> dict[str, Any]:
    """The article of a page, as ``--dry-run --json`` shows it."""
    described: dict[str, Any] = importlib.import_module("tamizdat.intake.page.read").describe(article)
    return described
