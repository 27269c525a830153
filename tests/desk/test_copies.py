"""Duplicates and templates have the words of an article and none of its public past."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset

from tamizdat.newsroom import doors
from tamizdat.newsroom.models import ArticlePage, Byline, Correction, Fact
from tests.desk.people import person
from tests.desk.test_articles import form, write


@pytest.fixture
def original(editor, paper) -> ArticlePage:
    """Published, corrected, with a byline."""
    byline = Byline.objects.create(name="Toben Hask", locale=paper.locale)
    write(
        editor,
        paper,
        title="The tide table",
        article_bylines=inline_formset([{"byline": byline.pk}]),
        **{"action-publish": "1"},
    )
    article = ArticlePage.objects.get()
    article.corrections.add(Correction(text="<p>The name was wrong.</p>"))
    article.save()
    return article


def articles() -> int:
    return Fact.objects.filter(name__startswith="article:", value__isnull=False).count()


def duplicate(client, article, **words):
    return client.post(reverse("desk_copy", args=[article.pk]), {"title": article.title, **words}, follow=True)


def test_a_duplicate_has_the_words_and_the_byline_and_nothing_that_readers_know(editor, paper, original):
    duplicate(editor, original, place=paper.pk)
    twin = ArticlePage.objects.latest("pk")
    assert twin.pk != original.pk and not twin.live
    assert str(twin.body) == str(original.body)
    assert [one.byline.name for one in twin.article_bylines.all()] == ["Toben Hask"]
    for name in ("public_id", "group", "slug", "path_public", "sequence", "translation_key"):
        assert getattr(twin, name) != getattr(original, name), name
    assert (twin.sequence, twin.path_public, twin.places, twin.published_at) == (None, None, {}, None)
    draft = twin.get_latest_revision_as_object()
    assert not draft.corrections.exists() and draft.published_at is None and draft.public_id == twin.public_id
    assert original.corrections.count() == 1
    assert articles() == 1


def test_a_duplicate_that_is_published_is_an_article_of_its_own(editor, paper, original):
    duplicate(editor, original, place=paper.pk)
    twin = ArticlePage.objects.latest("pk")
    edit = reverse("wagtailadmin_pages:edit", args=[twin.pk])
    editor.post(edit, form(title="The tide table", slug=twin.slug, **{"action-publish": "1"}))
    twin.refresh_from_db()
    assert articles() == 2 and twin.sequence == 2
    assert twin.path_public.rpartition("/")[2] == "the-tide-table-2.html"


def test_wagtails_own_copy_leads_here_and_a_section_is_not_copied(editor, paper, original):
    answer = editor.get(reverse("wagtailadmin_pages:copy", args=[original.pk]))
    assert answer.url == reverse("desk_copy", args=[original.pk])
    answer = editor.get(reverse("wagtailadmin_pages:copy", args=[paper.pk]), follow=True)
    assert "Only articles are duplicated" in answer.content.decode()


def test_a_template_is_kept_used_and_never_public(editor, paper, original):
    duplicate(editor, original, place=paper.pk, is_template="on", title="Weekly tides")
    template = ArticlePage.objects.get(is_template=True)
    edit = reverse("wagtailadmin_pages:edit", args=[template.pk])
    page = editor.get(edit).content.decode()
    assert 'name="action-publish"' not in page and 'name="action-submit"' not in page
    editor.post(edit, form(title="Weekly tides", **{"action-publish": "1"}))
    editor.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={template.pk}")
    template.refresh_from_db()
    template.get_latest_revision().publish()
    doors.publish_due(now=timezone.now() + timedelta(days=99))
    assert articles() == 1
    assert "Weekly tides" in editor.get("/templates/").content.decode()
    answer = editor.post(reverse("desk_use_template", args=[template.pk]))
    begun = ArticlePage.objects.latest("pk")
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[begun.pk])
    assert not begun.is_template and not begun.live and begun.get_parent().pk == paper.pk
    begun.get_latest_revision().publish()
    assert articles() == 2


def test_a_writer_begins_from_a_template_and_owns_what_comes(editor, paper, original):
    duplicate(editor, original, place=paper.pk, is_template="on", title="Weekly tides")
    template = ArticlePage.objects.get(is_template=True)
    writer = person("writer", "mina")
    answer = writer.post(reverse("desk_use_template", args=[template.pk]))
    assert writer.get(answer.url).status_code == 200
    assert writer.get(reverse("wagtailadmin_pages:edit", args=[template.pk])).status_code in (302, 403)


def test_an_article_that_is_no_template_is_begun_by_nobody_as_one(editor, original):
    assert editor.post(reverse("desk_use_template", args=[original.pk])).status_code == 404
