"""What is kept between pages never shows: a page is what its facts say, whatever was printed before it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tamizdat.pages import forms, paper
from tamizdat.pages.escape import Markup
from tamizdat.pages.forms import WORDLESS, Forms, forms_in
from tamizdat.pages.output import Output
from tamizdat.pages.units import make_unit
from tests.pages.facts import SECTION, Answers, make_article, make_paper, paragraphs, wire_size

ARTICLE = "article:" + "a" * 13
UNITS = [ARTICLE, "index:latest:{}", "archive:latest:{}/1", "front:{}", "feed:{}", "support:{}"]
NOTICE = {"id": "n", "title": "", "link": "", "html": f'<p><a href="article:{"z" * 13}">Read this</a></p>'}


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    paper._frames.clear()
    forms_in.cache_clear()
    WORDLESS._forms.clear()


def make_facts(language: str, **changes: Any) -> dict[str, Any]:
    """A paper with an article of several pages, in its lists too."""
    words = ("tide", "pilot", "crane", "<quay>", "лампа", "\U000f0000")
    chance = random.Random(language)
    body = paragraphs(*(" ".join(chance.choices(words, k=80)) for _ in range(40)))
    article = make_article(language=language, path=f"/{language}/2026/03/tide.html", body=body)
    facts = make_paper(language, **changes) | {ARTICLE: article}
    facts["settings"] = {**facts["settings"], "languages": [language]}
    card = Answers(facts)("card:" + article["id"])
    latest = f"latest:{language}"
    return facts | {f"newest:{latest}": [card], f"cards:{latest}/1": [card], f"extent:{latest}": {"pages": 1}}


def print_units(facts: dict[str, Any], language: str) -> list[Output]:
    return [one for unit in UNITS for one in make_unit(unit.format(language), Answers(facts))]


def test_papers_and_languages_in_one_process_do_not_mix() -> None:
    papers = [
        ("en", make_facts("en")),
        ("en", make_facts("en", name="The Anchor", notice=None)),
        ("fa", make_facts("fa")),
        ("en", make_facts("en", tagline="Other waters")),
        ("ru", make_facts("ru", letter=None)),
    ]
    renamed = make_facts("en")
    renamed[f"section:{SECTION}"] = {**renamed[f"section:{SECTION}"], "name": "Canal"}
    papers.append(("en", renamed))
    alone = []
    for language, facts in papers:
        forget()
        alone.append(print_units(facts, language))
    forget()
    for _ in range(2):
        assert [print_units(facts, language) for language, facts in papers] == alone
    assert len({repr(outputs) for outputs in alone}) == len(papers)


def test_a_fact_that_changes_in_place_changes_the_page() -> None:
    facts = make_facts("en")
    make_unit(ARTICLE, Answers(facts))
    facts["paper:en"]["name"] = "The Anchor"
    facts["paper:en"]["notice"]["title"] = "Now in Persian"
    facts[f"section:{SECTION}"]["name"] = "Canal"
    html = make_unit(ARTICLE, Answers(facts))[0].data.decode()
    assert "The Anchor" in html and "Now in Persian" in html and ">Canal</a>" in html


def test_a_notice_forgets_an_article_that_is_withdrawn() -> None:
    linked = make_article("z" * 13, path="/en/2026/03/read.html")
    facts = make_facts("en", notice=NOTICE) | {f"article:{linked['id']}": linked}
    assert b'/read.html">Read this</a>' in make_unit(ARTICLE, Answers(facts))[0].data
    del facts[f"article:{linked['id']}"]
    assert b"<p>Read this</p>" in make_unit(ARTICLE, Answers(facts))[0].data


def test_every_page_asks_for_the_facts_of_its_frame() -> None:
    facts = make_facts("en", notice=NOTICE)
    first, second = Answers(facts), Answers(facts)
    make_unit(ARTICLE, first)
    make_unit(ARTICLE, second)
    assert set(first.asked) == set(second.asked)
    assert {"settings", "paper:en", f"section:{SECTION}", "pages:en", "card:" + "z" * 13} <= set(first.asked)


def test_what_is_kept_has_a_bound_and_pages_are_the_same_beyond_it(monkeypatch: pytest.MonkeyPatch) -> None:
    papers = {language: make_facts(language) for language in ("en", "fa", "ru")}
    before = {language: print_units(facts, language) for language, facts in papers.items()}
    forget()
    monkeypatch.setattr(paper, "MOST_FRAMES", 2)
    monkeypatch.setattr(forms, "MOST_FORMS", 1)
    for _ in range(2):
        assert {language: print_units(facts, language) for language, facts in papers.items()} == before
        assert len(paper._frames) <= 2 and all(len(frame._forms) <= 1 for _, frame in paper._frames.values())


def test_the_letters_that_mark_a_form_may_stand_in_a_text() -> None:
    marks = "".join(map(chr, forms.PRIVATE_LETTERS[:3]))
    facts = make_facts("en", name=f"{marks}title{marks[0]}", tagline=marks[0])
    facts[ARTICLE] = make_article(headline=f"{marks[0]}body{marks[0]}", standfirst=marks)
    html = make_unit(ARTICLE, Answers(facts))[0].data.decode()
    assert f"<h1>{marks[0]}body{marks[0]}</h1>" in html
    assert f"<bdi>{marks}title{marks[0]}</bdi>" in html and f'<p class="tag">{marks[0]}</p>' in html


def test_a_form_escapes_what_is_not_marked_safe() -> None:
    values = {"root": Markup("../"), "href": Markup("a&amp;b"), "name": "<b>"}
    assert Forms({}).fill("link.html", values) == '<a href="../a&amp;b">&lt;b&gt;</a>'


def test_a_page_takes_along_what_it_weighed() -> None:
    facts = make_facts("en")
    pages = [one for one in print_units(facts, "en") if one.path.endswith(".html")]
    assert len(pages) > 5
    assert all(len(one.packed) == wire_size(one) for one in pages)
