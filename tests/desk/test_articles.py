"""Writing at the desk: any headline works, and what is saved is what was typed."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tamizdat.newsroom.models import ArticlePage, Byline, FrontPage, Topic


def form(**words):
    """What the browser sends for an article."""
    fields = {
        "title": "The ferry waited",
        "slug": "",
        "standfirst": "",
        "kind": "news",
        "dateline": "",
        "picture": "",
        "picture_alt": "",
        "picture_caption": rich_text(""),
        "body": streamfield([("text", rich_text("<p>The rope was wet.</p>"))]),
        "licence": "",
        "published_at": "",
        "updated_at": "",
        "article_topics": inline_formset([]),
        "article_bylines": inline_formset([]),
        "related_articles": inline_formset([]),
        "corrections": inline_formset([]),
        "comments": inline_formset([]),
        **words,
    }
    return nested_form_data(fields)


def write(editor, paper, **words):
    address = reverse("wagtailadmin_pages:add", args=("newsroom", "articlepage", paper.pk))
    return editor.post(address, form(**words), follow=True)


@pytest.mark.parametrize(
    "headline, slug",
    [
        ("Паром ждал прилива", "паром-ждал-прилива"),
        ("کشتی منتظر ماند", "کشتی-منتظر-ماند"),
        ("The ferry, again!", "the-ferry-again"),
        ("Support", "support-2"),
    ],
)
def test_the_address_is_made_from_a_headline_in_any_script(editor, paper, headline, slug):
    write(editor, paper, title=headline)
    assert ArticlePage.objects.get().slug == slug


def test_a_headline_of_emoji_alone_works(editor, paper):
    answer = write(editor, paper, title="🦆🌊🚢", **{"action-publish": "1"})
    article = ArticlePage.objects.get()
    assert answer.status_code == 200
    assert article.live and article.slug == article.public_id


def test_two_articles_may_have_one_headline(editor, paper):
    write(editor, paper)
    write(editor, paper)
    assert sorted(ArticlePage.objects.values_list("slug", flat=True)) == ["the-ferry-waited", "the-ferry-waited-2"]


@pytest.mark.parametrize("letter", ["a", "я", "🦆"])
def test_a_headline_that_is_too_long_is_refused_with_its_length(editor, paper, letter):
    answer = write(editor, paper, title=letter * 300)
    assert answer.status_code == 200
    assert "at most 255 characters (it has 300)" in answer.content.decode()
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("letter", ["a", "я", "🦆", "ـ"])
def test_the_longest_headline_is_published(editor, paper, letter):
    write(editor, paper, title=letter * 255, **{"action-publish": "1"})
    assert ArticlePage.objects.get().live


def test_topics_and_bylines_of_another_language_are_refused_by_name(editor, paper):
    russian = FrontPage.objects.get(locale__language_code="ru").locale
    topic = Topic.objects.create(name="Приливы", locale=russian)
    byline = Byline.objects.create(name="Мара", locale=russian)
    answer = write(
        editor,
        paper,
        article_topics=inline_formset([{"topic": topic.pk}]),
        article_bylines=inline_formset([{"byline": byline.pk}]),
    )
    assert not ArticlePage.objects.exists()
    assert "Приливы" in answer.content.decode() and "another language" in answer.content.decode()


def test_a_published_article_becomes_a_fact_with_its_topics(editor, paper):
    from tamizdat.newsroom.fact_store import read_fact

    topic = Topic.objects.create(name="Tides", locale=paper.locale)
    write(editor, paper, article_topics=inline_formset([{"topic": topic.pk}]), **{"action-publish": "1"})
    fact = json.loads(read_fact(f"article:{ArticlePage.objects.get().public_id}"))
    assert fact["topics"] == [topic.public_id]
    assert fact["body"] == [{"type": "text", "html": "<p>The rope was wet.</p>"}]


def test_a_table_is_typed_with_bars_and_published_as_rows(editor, paper):
    from tamizdat.newsroom.fact_store import read_fact

    rows = "Year | **Catch**\n2025 | 14 t < 15 t\n| 2026 | see [the pier](https://pier.example/a) |"
    body = streamfield([("table", {"caption": "Catch", "header": "on", "rows": rows})])
    write(editor, paper, body=body, **{"action-publish": "1"})
    (table,) = json.loads(read_fact(f"article:{ArticlePage.objects.get().public_id}"))["body"]
    assert table["rows"] == [
        ["Year", "<strong>Catch</strong>"],
        ["2025", "14 t &lt; 15 t"],
        ["2026", 'see <a href="https://pier.example/a">the pier</a>'],
    ]


def test_a_live_article_links_to_its_public_address_and_a_draft_to_none(editor, paper):
    write(editor, paper)
    draft = ArticlePage.objects.get()
    assert draft.full_url is None
    draft.save_revision().publish()
    live = ArticlePage.objects.get()
    assert live.full_url == f"https://lamp.example{live.path_public}"
    assert live.url == live.full_url
    assert paper.full_url == "https://lamp.example/en/section/harbour/"
    assert paper.get_parent().specific.full_url == "https://lamp.example/en/"


def test_an_article_is_translated_into_the_other_paper(editor, paper):
    write(editor, paper)
    article = ArticlePage.objects.get()
    russian = FrontPage.objects.get(locale__language_code="ru").locale
    for page in (paper, article):
        address = reverse("simple_translation:submit_page_translation", args=(page.pk,))
        editor.post(address, {"locales": [russian.pk]})
    translated = ArticlePage.objects.get(locale=russian)
    assert translated.group == article.group
    assert translated.public_id != article.public_id
    assert "русский" in editor.get(reverse("wagtailadmin_pages:edit", args=(article.pk,))).content.decode()
