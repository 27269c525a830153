"""An embargo at the desk: set by whoever writes, ended by whoever publishes; nobody can publish past it by mistake."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from tamizdat.newsroom import doors
from tamizdat.newsroom.models import ArticlePage, Embargo, Fact
from tests.desk.people import person
from tests.desk.test_articles import form, write

TOMORROW = timedelta(days=1)


def typed(at) -> str:
    """As a browser's field for a time sends it."""
    return localtime(at).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def article(editor, paper) -> ArticlePage:
    write(editor, paper, title="Secret deal")
    return ArticlePage.objects.get()


def hold(client, article, at=None, **more):
    at = at or timezone.now() + TOMORROW
    words = {"lifts_at": typed(at), "reason": "The ministry’s own hour", **more}
    return client.post(reverse("desk_embargo", args=[article.pk]), words, follow=True)


def public() -> list[str]:
    return list(Fact.objects.filter(name__startswith="article:", value__isnull=False).values_list("name", flat=True))


def test_an_editor_holds_publishes_and_moves_and_it_goes_out_at_the_new_hour(editor, paper, article):
    answer = hold(editor, article)
    page = answer.content.decode()
    assert "Under embargo until" in page and "The ministry’s own hour" in page
    assert "Publish when the embargo lifts" in page
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    answer = editor.post(edit, form(title="Secret deal", **{"action-publish": "1"}), follow=True)
    page = answer.content.decode()
    assert "goes out when the embargo lifts" in page and "has been published" not in page
    assert public() == []
    hold(editor, article, timezone.now() + 3 * TOMORROW)
    doors.publish_due(now=timezone.now() + 2 * TOMORROW)
    assert public() == []
    doors.publish_due(now=timezone.now() + 4 * TOMORROW)
    assert public() == [f"article:{article.public_id}"]


@pytest.mark.parametrize("deed, live", [("lift", True), ("cancel", False)])
def test_lifting_lets_it_out_and_cancelling_does_not(editor, article, deed, live):
    hold(editor, article)
    article.get_latest_revision().publish()
    editor.post(reverse("desk_embargo", args=[article.pk]), {"deed": deed})
    assert bool(public()) is live
    assert ArticlePage.objects.get().live is live
    doors.publish_due(now=timezone.now() + 9 * TOMORROW)
    assert bool(public()) is live


def test_a_writer_may_hold_their_article_and_not_let_it_out(paper):
    writer = person("writer", "mina")
    write(writer, paper, title="My find")
    article = ArticlePage.objects.get()
    assert hold(writer, article).status_code == 200
    before = Embargo.objects.get().lifts_at
    assert hold(writer, article, timezone.now() + 5 * TOMORROW).status_code in (200, 403)
    for deed in ("lift", "cancel"):
        writer.post(reverse("desk_embargo", args=[article.pk]), {"deed": deed})
    assert Embargo.objects.get().lifts_at == before and Embargo.objects.get().state == Embargo.HELD
    page = writer.get(reverse("desk_embargo", args=[article.pk])).content.decode()
    assert "Only who may publish here" in page and "Lift it now" not in page


def test_planning_and_dating_ahead_are_refused_in_words_while_an_embargo_holds(editor, article):
    hold(editor, article)
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    ahead = localtime(timezone.now() + TOMORROW).strftime("%Y-%m-%d %H:%M")
    page = editor.post(edit, form(title="Secret deal", go_live_at=ahead)).content.decode()
    assert "move the embargo" in page
    page = editor.post(edit, form(title="Secret deal", published_at=ahead)).content.decode()
    assert "That is ahead" in page


def test_an_hour_that_has_passed_is_refused_in_words(editor, article):
    answer = hold(editor, article, timezone.now() - TOMORROW)
    assert "That time has passed" in answer.content.decode() and not Embargo.objects.exists()


def test_what_readers_have_offers_no_embargo(editor, article):
    article.get_latest_revision().publish()
    page = editor.get(reverse("desk_embargo", args=[article.pk])).content.decode()
    assert "cannot call it back" in page and "Hold it" not in page
    assert "cannot call it back" in hold(editor, article).content.decode()


def test_a_translation_and_a_duplicate_of_a_held_article_are_held_too(editor, paper, article):
    from tamizdat.newsroom.models import FrontPage
    from tests.desk.test_articles import translate

    hold(editor, article)
    translate(editor, article, FrontPage.objects.get(locale__language_code="ru"))
    editor.post(reverse("desk_copy", args=[article.pk]), {"title": "Secret twin", "place": paper.pk})
    assert ArticlePage.objects.count() == 3
    assert Embargo.objects.filter(state=Embargo.HELD).count() == 3


def test_the_list_of_articles_says_that_one_is_held(editor, article):
    hold(editor, article)
    article.get_latest_revision().publish()
    page = editor.get("/articles/").content.decode()
    assert "embargo, ready" in page


def test_its_history_says_when_it_was_held_and_not_why(editor, article):
    hold(editor, article)
    page = editor.get(reverse("wagtailadmin_pages:history", args=[article.pk])).content.decode()
    assert "Embargo set: until" in page and "ministry" not in page


def test_the_first_page_shows_the_embargo_its_reason_and_what_is_missing(editor, article):
    hold(editor, article)
    page = editor.get("/").content.decode()
    assert "Secret deal" in page and "The ministry’s own hour" in page and "not published: stays a draft" in page
    article.get_latest_revision().publish()
    page = editor.get("/").content.decode()
    assert "not published: stays a draft" not in page and "the embargo lifts" in page


def test_a_clock_that_leapt_is_said_on_the_first_page_and_confirmed_there(editor, paper, article, monkeypatch):
    from tamizdat.newsroom import clock, trusted_time
    from tamizdat.newsroom.trusted_time import Reading

    real = trusted_time.read_clocks()
    clock.keep_clock()
    hold(editor, article, timezone.now() + timedelta(hours=2))
    article.get_latest_revision().publish()
    leapt = Reading(real.wall + TOMORROW, real.boot + 1, real.boot_id)
    monkeypatch.setattr(trusted_time, "read_clocks", lambda: leapt)
    monkeypatch.setattr("tamizdat.newsroom.desk.home_panel.read_clocks", lambda: leapt)
    doors.publish_due(now=doors.keep_clock().due)
    assert public() == []
    assert "cannot be believed" in editor.get("/").content.decode()
    writer = person("writer", "mina")
    assert writer.post("/clock/confirm/").status_code in (302, 403) and doors.keep_clock().is_held
    editor.post("/clock/confirm/")
    assert "cannot be believed" not in editor.get("/").content.decode()
    doors.publish_due(now=doors.keep_clock().due)
    assert public() == [f"article:{article.public_id}"]


@pytest.mark.parametrize("verb", ["correct", "update", "withdraw"])
def test_what_is_held_cannot_be_corrected_in_public(editor, article, verb):
    """A line in the public chain of corrections would tell that the article exists."""
    hold(editor, article)
    article.get_latest_revision().publish()
    before = list(Fact.objects.values_list("name", "change"))
    words = {"note": "It was wrong.", "text": "More.", "reason": "mistake"}
    assert editor.post(reverse(f"desk_{verb}", args=[article.pk]), words).status_code == 404
    assert list(Fact.objects.values_list("name", "change")) == before
