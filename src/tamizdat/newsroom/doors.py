"""All that other rooms may ask of the newsroom. Call ``shell.home.open_newsroom(home)`` before importing it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from tamizdat.newsroom.accept_articles import accept_articles, judge_articles
from tamizdat.newsroom.add_account import add_account
from tamizdat.newsroom.breaking.publish import allow_breaking
from tamizdat.newsroom.clock import confirm_clock, keep_clock
from tamizdat.newsroom.describe_names import describe_names
from tamizdat.newsroom.desk.roles import allow_roles
from tamizdat.newsroom.desk.workflow import make_workflow
from tamizdat.newsroom.embargo import due_now, trusted_now
from tamizdat.newsroom.export_articles import export_articles
from tamizdat.newsroom.formats.put import put_live, put_series
from tamizdat.newsroom.mirrors_fact import refresh_mirrors as refresh_mirrors_in
from tamizdat.newsroom.models import Fact, Reworded
from tamizdat.newsroom.papers import make_fronts
from tamizdat.newsroom.people.profiles import forget_needless
from tamizdat.newsroom.private_words import private_words
from tamizdat.newsroom.publish import publish_accepted, refresh_papers
from tamizdat.newsroom.publish_due import publish_due
from tamizdat.newsroom.redraw import redraw_pictures
from tamizdat.newsroom.restore_facts import restore_facts
from tamizdat.newsroom.restore_withdrawn import hold_back_due, withdraw_listed
from tamizdat.newsroom.set_paper import set_paper
from tamizdat.shell.home import Home, Settings

__all__ = [
    "accept_articles", "add_account", "confirm_clock", "describe_names", "due_now", "export_articles", "hold_back_due",
    "judge_articles", "keep_clock", "private_words", "publish_accepted", "publish_due", "put_live", "put_series",
    "read_facts", "redraw_pictures", "refresh_mirrors", "refresh_settings", "restore_facts", "reworded_after",
    "set_paper", "trusted_now", "withdraw_listed",
]  # fmt: skip


@transaction.atomic
def refresh_settings(settings: Settings) -> None:
    """Make the papers that tamizdat.toml names and that are missing; write what the newsroom says of itself."""
    make_fronts(settings.languages, settings.name)
    allow_roles()
    allow_breaking()
    make_workflow()
    forget_needless()
    refresh_papers(trusted_now(), settings)


def refresh_mirrors(home: Home) -> bool:
    """Whoever changes the registry of mirrors asks this: True when readers are to be told of another public pool."""
    return refresh_mirrors_in(home.mirrors)


def read_facts(after: int) -> Iterator[tuple[int, str, str | None, str]]:
    """Facts that changed after this change: its number, the fact's name, its canonical JSON or None, its digest."""
    rows = Fact.objects.filter(change__gt=after).order_by("change")
    yield from rows.values_list("change", "name", "value", "digest").iterator(chunk_size=1000)


def reworded_after(key: int) -> Iterator[tuple[int, str]]:
    """What stays public, but whose earlier words every edition has to forget: a growing number, its public id."""
    yield from Reworded.objects.filter(pk__gt=key).order_by("pk").values_list("pk", "public_id")
