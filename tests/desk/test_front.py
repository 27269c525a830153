"""The front as its editors build it: sections, parts of their own, and until when."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from tamizdat.newsroom.doors import publish_due
from tamizdat.newsroom.fact_store import read_fact
from tamizdat.newsroom.models import ArticlePage, FrontPage, SectionPage

NOW = datetime.now(UTC).replace(microsecond=0)
RICH = ("notice_text", "letter_text", "support_text", "ways_text")
PLAIN = ("tagline", "notice_title", "notice_link", "letter_title", "letter_signed", "support_title", "ways_title")


@pytest.fixture
def articles(paper) -> list[ArticlePage]:
    """Four articles that readers see."""
    return [paper.add_child(instance=ArticlePage(title=f"Story {n}", locale=paper.locale)) for n in range(4)]


def build(editor, paper, picks: list[dict], **words):
    front = paper.get_parent().specific
    empty = dict.fromkeys(PLAIN, "") | {name: rich_text("") for name in RICH}
    picks = [{"section": "", "slot": "", "until": "", **one} for one in picks]
    fields = {"title": "The Lamp", "slug": front.slug, "lead": "", "lead_until": "", **empty}
    fields |= {"picks": inline_formset(picks), "comments": inline_formset([]), "action-publish": "1", **words}
    return editor.post(reverse("wagtailadmin_pages:edit", args=(front.pk,)), nested_form_data(fields), follow=True)


def front_fact() -> dict:
    return json.loads(read_fact("front:en") or "")


def test_picks_go_under_the_lead_into_a_section_or_into_a_part_of_their_own(editor, paper, articles):
    one, two, three, four = (article.pk for article in articles)
    picks = [{"article": one}, {"article": two, "section": paper.pk}, {"article": three, "slot": "The elections"}]
    answer = build(editor, paper, picks, lead=four)
    assert answer.status_code == 200
    ids = [article.public_id for article in articles]
    assert front_fact() == {
        "language": "en",
        "lead": ids[3],
        "picks": [ids[0]],
        "rooms": {paper.public_id: [ids[1]]},
        "slots": [{"name": "The elections", "articles": [ids[2]]}],
    }


def test_a_front_without_them_is_the_fact_that_it_always_was(editor, paper, articles):
    build(editor, paper, [{"article": articles[0].pk}])
    assert front_fact() == {"language": "en", "lead": None, "picks": [articles[0].public_id]}


def test_what_was_to_stand_until_now_goes_with_nobody_at_the_desk(editor, paper, articles):
    until = (NOW + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")
    picks = [{"article": articles[0].pk, "until": until}, {"article": articles[1].pk}]
    build(editor, paper, picks, lead=articles[2].pk, lead_until=until)
    assert front_fact()["lead"] and len(front_fact()["picks"]) == 2
    publish_due(now=NOW + timedelta(minutes=30))
    assert front_fact()["lead"] and len(front_fact()["picks"]) == 2, "not a minute early"
    publish_due(now=NOW + timedelta(hours=2))
    assert front_fact() == {"language": "en", "lead": None, "picks": [articles[1].public_id]}


def test_only_sections_of_this_paper_are_offered_and_only_articles_of_its_language_taken(editor, paper, articles):
    russian = FrontPage.objects.get(locale__language_code="ru")
    port = russian.add_child(instance=SectionPage(title="Порт", locale=russian.locale))
    article = port.add_child(instance=ArticlePage(title="Паром", locale=russian.locale))
    edit = editor.get(reverse("wagtailadmin_pages:edit", args=(paper.get_parent().pk,))).content.decode()
    assert f'<option value="{paper.pk}">Harbour</option>' in edit and "Порт" not in edit
    answer = build(editor, paper, [{"article": article.pk}])
    assert "cannot stand in an article in another language" in answer.content.decode()


def test_the_preview_shows_the_front_before_readers_do(editor, paper, articles):
    from tamizdat.newsroom.desk.preview import render_page
    from tamizdat.newsroom.models import Pick

    front = paper.get_parent().specific
    front.picks = [Pick(article=articles[0], slot="The elections")]
    html = render_page(front)[-1].data.decode()
    assert "The elections</h2>" in html and "slots" not in front_fact()
