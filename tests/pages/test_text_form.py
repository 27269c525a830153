"""The text-only form of an article, and what its full page tells machines."""

from __future__ import annotations

import json
import re

from tamizdat.pages.units import make_unit
from tests.pages.facts import PICTURE, Answers, make_article, make_paper, paragraphs

FIGURE = {"picture": PICTURE, "alt": "Cranes at dusk", "caption": "The <i>quay</i>."}


def printed(unit: str, **changes: object) -> list[str]:
    article = make_article(picture=FIGURE, **changes)
    facts = make_paper() | {f"article:{article['id']}": article, f"window:{article['id']}": True}
    return [one.data.decode() for one in make_unit(f"{unit}:{article['id']}", Answers(facts))]


def test_the_text_only_form_has_every_word_and_says_what_pictures_show() -> None:
    body = [*paragraphs("Water came."), {"type": "figure", **FIGURE}, {"type": "heading", "level": 3, "text": "Night"}]
    [html] = printed("text", body=body)
    assert "Water came." in html and html.count("[Picture: Cranes at dusk] The <i>quay</i>.") == 2
    assert not re.search(r"<img|<script|<figure|class=|http-equiv=.refresh", html)
    assert "<h2>Night</h2>" in html, "no step between headings is left out"


def test_both_forms_lead_to_each_other_and_nothing_asks_for_money_in_the_light_one() -> None:
    [full], [light] = printed("article"), printed("text")
    assert 'href="../../../en/2026/03/tide.text.html"' in full and 'href="../../../en/2026/03/tide.html"' in light
    assert "Dear readers" in full and "Dear readers" not in light


def test_a_long_text_goes_on_and_loses_no_word() -> None:
    words = [f"Paragraph {n} of the harbour and of those who wait in it." for n in range(900)]
    pages = printed("text", body=paragraphs(*words))
    assert len(pages) > 1 and all(word in "".join(pages) for word in words)
    assert "tide.text.2.html" in pages[0] and "tide.text.html" in pages[1]


def test_machines_are_told_author_picture_and_whose_it_is_without_any_host() -> None:
    [html] = printed("article")
    value = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert value["author"] == [{"@type": "Person", "name": "Ina Holt", "url": "../../../en/byline/ina/index.html"}]
    assert value["image"].startswith("../../../pictures/") and value["isAccessibleForFree"] is True
    assert f'<meta property="og:image" content="{value["image"]}">' in html


def test_what_was_asked_in_an_interview_is_marked() -> None:
    body = [{"type": "text", "html": "<p><strong>How deep?</strong></p><p><b>Six</b> metres.</p>"}]
    [html] = printed("article", kind="interview", body=body)
    assert '<article class="talk">' in html and html.count('<p class="q">') == 1
