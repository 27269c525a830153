"""The preview prints a draft through the press's own templates, for editors alone."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from tamizdat.newsroom.models import ArticlePage, Byline, Picture, SectionPage, Topic
from tests.desk.conftest import jpeg
from tests.desk.test_articles import form, write


@pytest.fixture
def article(editor, paper):
    """A draft."""
    write(editor, paper, title="The ferry waited")
    return ArticlePage.objects.get()


def preview(editor, article, **words):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=(article.pk,))
    assert editor.post(address, form(slug=article.slug, **words)).json()["is_valid"] is True
    return editor.get(address)


def test_the_preview_shows_words_that_are_not_saved(editor, article):
    page = preview(editor, article, title="The ferry left", standfirst="At last.").content.decode()
    assert "The ferry left" in page and "At last." in page


def test_the_preview_shows_topics_and_bylines_that_nobody_has_published(editor, article, paper):
    from wagtail.test.utils.form_data import inline_formset

    byline = Byline.objects.create(name="Mara Quill", locale=paper.locale)
    topic = Topic.objects.create(name="Slow tides", locale=paper.locale)
    page = preview(
        editor,
        article,
        article_topics=inline_formset([{"topic": topic.pk}]),
        article_bylines=inline_formset([{"byline": byline.pk}]),
    ).content.decode()
    assert "Mara Quill" in page and "Slow tides" in page


def test_a_picture_in_the_preview_loads(editor, article):
    from django.core.files.base import ContentFile

    picture = Picture(title="Pier", description="A pier at dusk", credit="The Lamp", file=ContentFile(jpeg(), "p.jpg"))
    picture.save()
    page = preview(editor, article, picture=picture.pk).content.decode()
    (address, *_) = re.findall(r'src="(/preview-files/pictures/[^"]+)"', page)
    assert editor.get(address).status_code == 200
    assert "A pier at dusk" in page and "The Lamp" in page


def test_the_preview_is_refused_to_strangers_and_to_a_password_alone(article, stranger, password_only):
    for name in ("preview_on_edit", "view_draft"):
        address = reverse(f"wagtailadmin_pages:{name}", args=(article.pk,))
        assert stranger.get(address).status_code == 302
        assert password_only.get(address).status_code == 302


def test_the_preview_runs_no_script_and_loads_nothing_from_elsewhere(editor, article):
    answer = preview(editor, article)
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert not re.search(r'\ssrc="(?:https?:)?//', answer.content.decode())


def test_a_long_article_is_turned_page_by_page(editor, article):
    from wagtail.test.utils.form_data import rich_text, streamfield

    words = " ".join(f"<p>{'The lamp burned on the quay. ' * 40}{number}.</p>" for number in range(60))
    long = streamfield([("text", rich_text(words))])
    first = preview(editor, article, body=long).content.decode()
    assert "?mode=page-2" in first
    second = editor.get(
        reverse("wagtailadmin_pages:preview_on_edit", args=(article.pk,)), {"mode": "page-2"}
    ).content.decode()
    assert second != first and "?mode=" in second


def test_a_new_article_can_be_seen_before_it_is_saved(editor, paper):
    address = reverse("wagtailadmin_pages:preview_on_add", args=("newsroom", "articlepage", paper.pk))
    assert editor.post(address, form(title="Not saved yet", typography="on")).json()["is_valid"] is True
    assert "Not saved yet" in editor.get(address).content.decode()
    assert not ArticlePage.objects.exists()


def test_front_and_section_have_a_preview(editor, paper):
    section = SectionPage.objects.get()
    section.title = "Docks"
    section.save_revision()
    front = section.get_parent().specific
    front.tagline = "Light over water"
    front.save_revision()
    assert "Docks" in editor.get(reverse("wagtailadmin_pages:view_draft", args=(section.pk,))).content.decode()
    assert "Light over" in editor.get(reverse("wagtailadmin_pages:view_draft", args=(front.pk,))).content.decode()


def test_a_page_that_would_be_held_back_says_so_on_saving_and_in_the_preview(editor, article, monkeypatch):
    from tamizdat.newsroom.desk import preview as module
    from tamizdat.pages.errors import UnfitError

    def unfit(name, ask):
        raise UnfitError("/en/2026/03/x.html: 12,000 bytes, 10,000 is the most. Shorten the letter.")

    monkeypatch.setattr(module, "make_unit", unfit)
    saved = editor.post(reverse("wagtailadmin_pages:edit", args=(article.pk,)), form(slug=article.slug), follow=True)
    assert "Shorten the letter." in saved.content.decode()
    shown = editor.get(reverse("wagtailadmin_pages:view_draft", args=(article.pk,)))
    assert "would be held back" in shown.content.decode() and "Shorten the letter." in shown.content.decode()


def test_a_picture_without_words_is_told_on_saving(editor, article):
    from django.core.files.base import ContentFile

    picture = Picture(title="Pier", description="", credit="", file=ContentFile(jpeg(), "p.jpg"))
    picture.save()
    saved = editor.post(
        reverse("wagtailadmin_pages:edit", args=(article.pk,)),
        form(slug=article.slug, picture=picture.pk, **{"action-publish": "1"}),
        follow=True,
    ).content.decode()
    assert "Say what it shows" in saved and "has no credit" in saved


def test_a_draft_that_was_never_published_asks_for_nothing_that_readers_do_not_know(editor, article):
    from tamizdat.newsroom.fact_store import has_fact

    preview(editor, article, title="A secret")
    assert not has_fact(f"article:{article.public_id}")
    assert json.dumps("A secret") not in "".join(str(one) for one in ArticlePage.objects.values_list("title"))
