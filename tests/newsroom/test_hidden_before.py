"""Whoever is hidden leaves what was said before: earlier editions, and older copies and backups that come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta

import django
import pytest
from click.testing import CliRunner

django.setup()

from django.conf import settings  # noqa: E402 - Django must know its settings first
from django.utils import timezone  # noqa: E402

from tamizdat.core.trust.retractions import Retractions, hidden_path, reworded_path  # noqa: E402
from tamizdat.newsroom.corrections.hide import hide_person  # noqa: E402
from tamizdat.newsroom.corrections.swap import Swap  # noqa: E402
from tamizdat.newsroom.doors import refresh_settings, reworded_after  # noqa: E402
from tamizdat.newsroom.models import ArticlePage, Byline, FrontPage, SectionPage  # noqa: E402
from tamizdat.project.fill_restored import _fill  # noqa: E402
from tamizdat.project.restore_command import restore  # noqa: E402
from tamizdat.shell.errors import RefusedError  # noqa: E402
from tamizdat.shell.restored import Restored, read_restored, write_restored  # noqa: E402
from tests.reading.edition import make_edition  # noqa: E402

pytestmark = pytest.mark.django_db


def hide(name: str, byline: Byline | None = None) -> set[str]:
    """What the press is told to forget."""
    from django.contrib.auth.models import User

    user, _ = User.objects.get_or_create(username="nina")
    last = max((number for number, _ in reworded_after(0)), default=0)
    hide_person(Swap(((name, "K. Tar"),)), byline, "K. Tar", user, timezone.now())
    return {one for _, one in reworded_after(last)}


@pytest.fixture
def front() -> FrontPage:
    refresh_settings(settings.NEWSROOM)
    return FrontPage.objects.get(locale__language_code="en")


@pytest.fixture
def article(front: FrontPage) -> ArticlePage:
    """An article that names a witness in its first version, and not in the one that readers have."""
    new = ArticlePage(title="Ann Reyn saw it", slug="seen", slug_public="seen", locale=front.locale, live=False)
    page = front.add_child(instance=new)
    page.save_revision().publish()
    page.title = "A witness saw it"
    page.save_revision().publish()
    return page


def test_who_was_taken_out_by_hand_before_is_forgotten_in_earlier_editions(article: ArticlePage) -> None:
    assert article.public_id in hide("Ann Reyn")


def test_who_signed_an_article_once_is_forgotten_in_earlier_editions(article: ArticlePage) -> None:
    byline = Byline.objects.create(locale=article.locale, name="Ann Reyn")
    article.article_bylines.create(byline=byline)
    article.save_revision().publish()
    article.article_bylines.clear()
    article.save_revision().publish()
    assert article.public_id in hide("Mara Stone", byline)


def test_the_press_is_told_of_each_hiding_also_where_no_article_has_the_name_now(article: ArticlePage) -> None:
    other = article.get_parent().add_child(instance=SectionPage(title="By Mara Stone", locale=article.locale))
    article.body = [("text", "<p>Причал <b>пуст</b> &amp; тих.</p>")]
    article.save_revision().publish()
    told = hide("Mara Stone")
    assert {"", other.public_id} <= told and article.public_id not in told
    assert hide("Nobody Ever Heard") == {""}


@pytest.fixture(autouse=True)
def no_restored() -> Iterator[None]:
    yield
    settings.HOME.restored.unlink(missing_ok=True)


def listed(*entries: tuple[str, int]) -> str:
    """The signed list with these articles, each reworded with its edition."""
    made = Retractions()
    for public_id, edition in entries:
        made = made.change(edition, [reworded_path(public_id, edition)], [])
    return made.to_bytes().decode()


def come_back(backup: Restored, retractions: str) -> list[str]:
    """Headlines of what stays a draft; ``backup``: the edition that it knew."""
    write_restored(settings.HOME.restored, backup)
    asked = {"home": str(settings.HOME.folder), "now": (timezone.now() + timedelta(days=1)).isoformat()}
    withdrawn: list[str] = _fill({**asked, "restored": asdict(replace(backup, retractions=retractions))})["withdrawn"]
    return withdrawn


def hidden_in(edition: int) -> str:
    """The signed list of a newsroom that hid somebody whom no article of today names."""
    return Retractions().change(edition, [hidden_path(edition)], []).to_bytes().decode()


def backup_of(edition: int) -> Restored:
    return Restored(make_edition(number=edition).manifest.to_bytes().decode(), edition, edition, edition)


def test_two_hidings_before_one_press_do_not_count_for_a_third(article: ArticlePage) -> None:
    hide("Ann Reyn")
    hide("A witness")  # the backup was made after edition 5, which both are in
    assert come_back(backup_of(5), listed((article.public_id, 5))) == []
    assert come_back(backup_of(5), listed((article.public_id, 5), (article.public_id, 7))) == ["K. Tar saw it"]


def test_a_backup_that_knows_no_edition_brings_back_nothing_that_was_ever_reworded(article: ArticlePage) -> None:
    assert come_back(Restored("", 0, 0, 0), listed((article.public_id, 5))) == [article.title]


def say_hidden() -> int:
    return CliRunner().invoke(restore, ["--hidden-again", "--home", str(settings.HOME.folder)]).exit_code


def test_nothing_is_pressed_until_whoever_was_hidden_since_is_hidden_again(article: ArticlePage) -> None:
    come_back(backup_of(5), hidden_in(5))
    assert read_restored(settings.HOME.restored) and say_hidden() != 0
    come_back(backup_of(5), hidden_in(6))
    with pytest.raises(RefusedError, match="a person was hidden since"):
        read_restored(settings.HOME.restored)
    assert say_hidden() == 0
    assert read_restored(settings.HOME.restored)


def test_a_backup_of_a_newsroom_that_waits_for_it_waits_too(article: ArticlePage) -> None:
    come_back(replace(backup_of(6), hidden=True), hidden_in(6))
    with pytest.raises(RefusedError, match="a person was hidden since"):
        read_restored(settings.HOME.restored)
