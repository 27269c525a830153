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
