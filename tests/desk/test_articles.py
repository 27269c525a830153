"""Writing at the desk: any headline works, and what is saved is what was typed."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tamizdat.newsroom.models import ArticlePage, Byline, FrontPage, SectionPage, Topic


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


def translate(editor, article, place):
    address = reverse("simple_translation:submit_page_translation", args=(article.pk,))
    assert editor.get(address).status_code == 200
    return editor.post(address, {"section": place.pk}, follow=True)


def test_an_article_is_translated_into_a_section_that_has_another_name(editor, paper):
    write(editor, paper)
    article = ArticlePage.objects.get()
    russian = FrontPage.objects.get(locale__language_code="ru")
    port = russian.add_child(instance=SectionPage(title="Порт", locale=russian.locale))
    answer = translate(editor, article, port)
    translated = ArticlePage.objects.get(locale=russian.locale)
    assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=(translated.pk,))
    assert translated.get_parent().pk == port.pk
    assert not translated.live
    assert translated.group == article.group
    assert translated.public_id != article.public_id
    assert "русский" in editor.get(reverse("wagtailadmin_pages:edit", args=(article.pk,))).content.decode()


def test_the_next_translation_is_offered_the_section_of_the_last_one(editor, paper):
    russian = FrontPage.objects.get(locale__language_code="ru")
    for title in ("Город", "Порт"):
        port = russian.add_child(instance=SectionPage(title=title, locale=russian.locale))
    write(editor, paper)
    translate(editor, ArticlePage.objects.get(), port)
    write(editor, paper, title="The ferry left")
    article = ArticlePage.objects.get(title="The ferry left")
    page = editor.get(reverse("simple_translation:submit_page_translation", args=(article.pk,))).content.decode()
    assert f'<option value="{port.pk}" selected>' in page


def test_a_translation_brings_names_that_its_language_knows_and_gets_its_own_address(editor, paper):
    english, russian = paper.locale, FrontPage.objects.get(locale__language_code="ru")
    known = Byline.objects.create(name="Toben Hask", locale=english)
    twin = known.copy_for_translation(russian.locale)
    twin.save()
    unknown = Byline.objects.create(name="Tidewaiter", locale=english)
    write(editor, paper, article_bylines=inline_formset([{"byline": known.pk}, {"byline": unknown.pk}]))
    translate(editor, ArticlePage.objects.get(), russian)
    draft = ArticlePage.objects.get(locale=russian.locale)
    words = {"title": "Паром ждал", "article_bylines": inline_formset([{"byline": twin.pk}])}
    edit = reverse("wagtailadmin_pages:edit", args=(draft.pk,))
    shown = editor.get(edit).content.decode()
    assert f'value="{twin.pk}"' in shown or f"&quot;id&quot;: {twin.pk}" in shown
    editor.post(edit, form(**words, **{"action-publish": "1"}))
    published = ArticlePage.objects.get(pk=draft.pk)
    assert published.slug == "паром-ждал"
    assert [one.byline.name for one in published.article_bylines.all()] == ["Toben Hask"]


@pytest.mark.parametrize("section", ["", "1", "99999", "x"])
def test_a_translation_into_no_section_is_refused_in_words(editor, paper, section):
    write(editor, paper)
    address = reverse("simple_translation:submit_page_translation", args=(ArticlePage.objects.get().pk,))
    assert editor.post(address, {"section": section}).status_code == 200
    assert ArticlePage.objects.count() == 1


def test_a_section_and_a_name_are_translated(editor, paper):
    russian = FrontPage.objects.get(locale__language_code="ru").locale
    editor.post(reverse("simple_translation:submit_page_translation", args=(paper.pk,)), {"locales": [russian.pk]})
    assert SectionPage.objects.get(locale=russian).title == "Harbour"
    topic = Topic.objects.create(name="Ferry", locale=paper.locale)
    address = reverse("simple_translation:submit_snippet_translation", args=("newsroom", "topic", topic.pk))
    assert editor.post(address, {"locales": [russian.pk]}).status_code == 302
    assert Topic.objects.get(locale=russian).public_id != topic.public_id


def test_a_byline_is_begun_where_it_is_chosen(editor, paper):
    address = reverse(Byline.snippet_viewset.chooser_viewset.get_url_name("choose"))
    shown = editor.get(address, {"locale": "ru", "multiple": "1"}).json()["html"]
    russian = FrontPage.objects.get(locale__language_code="ru").locale
    assert f'<option value="{russian.pk}" selected>' in shown
    create = reverse(Byline.snippet_viewset.chooser_viewset.get_url_name("create"))
    assert editor.post(create, {"name": "Нина", "language": russian.pk}).json()["step"] == "chosen"
    assert Byline.objects.get(name="Нина").locale == russian


def test_the_empty_headline_says_what_it_is(editor, paper):
    address = reverse("wagtailadmin_pages:add", args=("newsroom", "articlepage", paper.pk))
    assert 'placeholder="Headline"' in editor.get(address).content.decode()


def test_publishing_an_article_without_text_is_remarked_upon(editor, paper):
    answer = write(editor, paper, body=streamfield([]), **{"action-publish": "1"})
    assert "without text" in answer.content.decode()


def test_a_newsroom_without_an_address_leads_to_the_site_that_is_served_beside_it(editor, paper, settings):
    settings.PUBLIC_ADDRESS = "http://127.0.0.1:8001"
    assert paper.full_url == "http://127.0.0.1:8001/en/section/harbour/"
    assert "http://127.0.0.1:8001" in editor.get("/").content.decode()
