"""The first page of the desk: what waits, what is confined, what goes out; light, and each person's own."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tamizdat.newsroom.desk.workflow import ask_for_approval
from tamizdat.newsroom.embargo import set_embargo
from tamizdat.newsroom.models import ArticlePage, FrontPage, SectionPage
from tamizdat.shell.home import Home
from tamizdat.shell.press_state import note_done, note_failed
from tests.desk.people import person


@pytest.fixture
def busy(paper) -> SectionPage:
    """A newsroom with much to do in Harbour, and one secret in Culture."""
    person("writer", "mina")
    mina = User.objects.get(username="mina")
    for number in range(15):
        one = paper.add_child(instance=ArticlePage(title=f"Waits {number}", owner=mina, live=False))
        one.save_revision(user=mina)
        ask_for_approval(one, mina)
        held = paper.add_child(instance=ArticlePage(title=f"Held {number}", owner=mina, live=False))
        held.save_revision()
        set_embargo(held, lifts_at=timezone.now() + timedelta(hours=number + 1), reason="Why")
        ArticlePage.objects.get(pk=held.pk).get_latest_revision().publish()
        paper.add_child(instance=ArticlePage(title=f"Out {number}", live=False)).save_revision().publish()
    front = FrontPage.objects.get(locale__language_code="en")
    culture = front.add_child(instance=SectionPage(title="Culture", locale=front.locale))
    secret = culture.add_child(instance=ArticlePage(title="Only for Culture", live=False))
    secret.save_revision()
    set_embargo(secret, lifts_at=timezone.now() + timedelta(minutes=5), reason="Sealed")
    return paper


def test_it_is_light_and_asks_the_database_little_however_much_waits(editor, busy):
    editor.get("/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = editor.get("/", headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(answer.content).decode()
    assert page.count("Waits ") <= 13 and page.count("Held ") <= 25
    assert len(answer.content) < 14_000
    assert len(asked) < 100


def test_each_person_sees_what_is_theirs(busy):
    chief_of_harbour = person("chief", "vera", busy).get("/").content.decode()
    assert "Held 0" in chief_of_harbour and "Waits 0" in chief_of_harbour
    assert "Only for Culture" not in chief_of_harbour and "Sealed" not in chief_of_harbour
    writer = person("writer", "lena", busy).get("/").content.decode()
    assert "Waits 0" not in writer and "Held 0" not in writer and "Out 0" not in writer


def test_it_speaks_russian_and_persian(editor, busy):
    for language, words in (("ru", "Под эмбарго"), ("fa", "زیر تحریم خبری")):
        page = editor.get("/", headers={"Accept-Language": language}).content.decode()
        assert words in page and "Waits for you" not in page and "Goes out by itself" not in page


@pytest.fixture
def stopped(tmp_path, settings) -> Home:
    """A newsroom whose press found a leak an hour ago, and left an article out before."""
    settings.HOME = home = Home(tmp_path)
    (tmp_path / "tamizdat.toml").write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n', encoding="utf-8")
    note_failed(home, timezone.now() - timedelta(hours=1), "/en/about.html holds a secret word")
    return home


def test_where_no_edition_can_be_made_the_desk_says_so_and_chiefs_see_why(paper, stopped):
    chief = person("chief", "vera").get("/").content.decode()
    writer = person("writer", "lena", paper).get("/").content.decode()
    for page in (chief, writer):
        assert "No new edition can be made" in page and "1\xa0hour" in page
    assert "holds a secret word" in chief and "holds a secret word" not in writer
    note_done(stopped, timezone.now(), ())
    assert "No new edition can be made" not in person("chief", "nora").get("/").content.decode()


def test_what_the_edition_left_out_is_named_to_those_who_may_change_it(paper, stopped):
    one = paper.add_child(instance=ArticlePage(title="Too long a line", live=False))
    one.save_revision().publish()
    one.refresh_from_db()
    note_done(stopped, timezone.now(), ((f"article:{one.public_id}", "A line is too long."), ("front:en", "No.")))
    assert "A line is too long." in person("chief", "vera").get("/").content.decode()
    assert "A line is too long." not in person("writer", "lena", paper).get("/").content.decode()


def test_what_waits_long_after_its_hour_makes_the_desk_ask_whether_anybody_presses(paper, stopped):
    one = paper.add_child(instance=ArticlePage(title="Waits and waits", live=False))
    one.save_revision().publish()
    note_done(stopped, timezone.now() - timedelta(hours=2), ())
    assert "longer than it should" not in person("chief", "vera").get("/").content.decode()
    ArticlePage.objects.filter(pk=one.pk).update(last_published_at=timezone.now() - timedelta(minutes=11))
    assert "longer than it should" in person("chief", "nora").get("/").content.decode()
