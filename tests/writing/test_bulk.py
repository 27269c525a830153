"""Several articles at once are checked as one is, and none is taken from readers without a reason."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from tamizdat.newsroom.models import ArticlePage, SectionPage, WatchWord
from tests.desk.test_articles import form, write


def bulk(editor, deed: str, *pages, **words) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", deed])
    keys = "&".join(f"id={one.pk}" for one in pages)
    return editor.post(f"{address}?{keys}&next=/articles/", words, follow=True).content.decode()


def named(title: str) -> ArticlePage:
    return ArticlePage.objects.get(draft_title=title)


@pytest.fixture
def three(editor, paper) -> list[ArticlePage]:
    """Drafts: one that may go out, one that is asked about, one that is refused."""
    WatchWord.objects.create(word="Old Quay", advice="Ask Omid first.")
    link = streamfield([("text", rich_text('<p><a href="http://10.1.2.3/">Notes</a></p>'))])
    write(editor, paper, title="A good one")
    write(editor, paper, title="A watched one", standfirst="At the old quay")
    write(editor, paper, title="A leak", body=link)
    return [named(title) for title in ("A good one", "A watched one", "A leak")]


def live() -> set[str]:
    return set(ArticlePage.objects.filter(live=True).values_list("title", flat=True))


def test_of_several_articles_those_that_the_checks_stop_are_named_and_stay_drafts(editor, three):
    told = bulk(editor, "publish", *three)
    assert live() == {"A good one"}
    assert "“A watched one” is not published." in told and "Ask Omid first." in told
    assert "“A leak” is not published." in told and "10.1.2.3" in told
    assert "1 page has been published" in told and reverse("wagtailadmin_pages:edit", args=[three[2].pk]) in told


def test_the_newest_draft_is_checked_not_what_readers_have(editor, three):
    bulk(editor, "publish", three[0])
    address = reverse("wagtailadmin_pages:edit", args=[three[0].pk])
    editor.post(address, form(title="A good one", slug=three[0].slug, standfirst="At the Old Quay"))
    assert "is not published" in bulk(editor, "publish", three[0])
    assert ArticlePage.objects.get(pk=three[0].pk).standfirst == ""


def test_nor_do_they_go_out_with_their_section(editor, paper, three):
    section = SectionPage.objects.get(pk=paper.pk)
    told = bulk(editor, "publish", section, include_descendants="on")
    assert "“A leak” is not published." in told and live() == set()


def test_several_are_not_taken_from_readers_at_once(editor, paper, three):
    bulk(editor, "publish", three[0])
    section = SectionPage.objects.get(pk=paper.pk)
    for told in (
        bulk(editor, "unpublish", three[0]),
        bulk(editor, "unpublish", section, include_descendants="on"),
    ):
        assert "withdraw it by itself" in told and reverse("desk_withdraw", args=[three[0].pk]) in told
        assert live() == {"A good one"} and SectionPage.objects.get(pk=paper.pk).live
