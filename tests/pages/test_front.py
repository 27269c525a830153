"""The front: what editors put where, and what fills the rest by itself."""

from __future__ import annotations

import re

from tests.pages.facts import PICTURE, SECTION, Facts
from tests.pages.test_lists import many, text


def links(html: str) -> list[str]:
    """Which stories the front leads to, in order."""
    return re.findall(r'<a href="\.?\.?/?en/2026/03/story-(\d+)\.html"', html)


def paper_of(count: int, **front: object) -> Facts:
    facts, cards = many(count, picture={"picture": PICTURE, "alt": "Cranes", "caption": ""})
    told = {"language": "en", "lead": None, "picks": [], **front}
    return facts | {
        "front:en": told,
        "newest:latest:en": cards[:30],
        f"newest:section:{SECTION}": cards[:30],
        **{f"card:{one['id']}": one for one in cards},
    }


def article(number: int) -> str:
    return f"a{number:012}"


def test_no_article_stands_twice_on_the_front() -> None:
    for count in (1, 3, 6, 9, 14, 20, 40):
        found = links(text("front:en", paper_of(count)))
        assert len(found) == len(set(found)), count
        assert found[0] == str(count), "the newest leads"


def test_a_thin_paper_has_something_in_its_sections_too() -> None:
    html = text("front:en", paper_of(10))
    assert ">Harbour</a></h2>" in html


def test_a_section_in_which_nothing_is_left_is_left_out() -> None:
    assert 'class="halls' not in text("front:en", paper_of(4))


def test_what_editors_put_into_a_section_leads_it_and_stands_nowhere_else() -> None:
    html = text("front:en", paper_of(20, rooms={SECTION: [article(3), article(19)]}))
    hall = html[html.index('class="halls') :]
    assert links(hall)[:2] == ["3", "19"]
    assert links(html).count("19") == 1


def test_a_part_that_editors_named_stands_before_the_sections_under_its_words() -> None:
    front = {"slots": [{"name": "The <elections>", "articles": [article(2), article(7)]}]}
    html = text("front:en", paper_of(20, **front))
    assert ">The &lt;elections&gt;</h2>" in html
    assert html.index("The &lt;elections&gt;") < html.index(">Harbour</a></h2>")
    assert links(html[html.index('class="halls') :])[:2] == ["2", "7"]


def test_a_part_whose_articles_are_gone_is_left_out() -> None:
    front = {"slots": [{"name": "The elections", "articles": ["z" * 13]}], "rooms": {SECTION: ["z" * 13]}}
    html = text("front:en", paper_of(20, **front))
    assert "The elections" not in html and ">Harbour</a></h2>" in html
