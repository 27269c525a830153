"""Which appeal a reader sees is a pure function, and it can say why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tamizdat.campaigns.choose import Candidate, Reading, explain_choice, in_order, is_in_force
from tamizdat.pages.appeals import Where, choose_appeal

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
ONE = Candidate("a", "Winter", "letter", 20, languages=frozenset({"en"}))
ARTICLE = Reading("en", AT, Where(is_article=True, section="harbour"))


def result(one: Candidate, reading: Reading = ARTICLE) -> str:
    return explain_choice([one], reading)[0].result


def test_every_filter_says_why_not_and_only_the_first_that_holds_back_is_named() -> None:
    day = timedelta(days=1)
    assert result(ONE) == "shown"
    assert result(replace(ONE, is_on=False, languages=frozenset())) == "it is switched off"
    assert result(ONE, replace(ARTICLE, language="fa")) == "it has no words in this language"
    assert result(replace(ONE, starts=AT + day)) == "it has not begun yet"
    assert result(replace(ONE, ends=AT)) == "it is over"
    assert result(ONE, replace(ARTICLE, where=Where(is_article=True, no_appeals=True))).startswith("this article has")
    assert result(ONE, replace(ARTICLE, where=Where())) == "it stands inside articles, and this is none"
    assert result(replace(ONE, sections=("culture",))) == "it is for other sections"
    assert result(replace(ONE, not_sections=("harbour",))) == "it spares this section"


def test_a_page_shows_one_appeal_the_first_by_priority() -> None:
    other = replace(ONE, id="b", name="First", priority=10)
    lines = explain_choice([ONE, other], ARTICLE)
    assert [(line.candidate.name, line.is_chosen) for line in lines] == [("First", True), ("Winter", False)]
    assert lines[1].result == "it passes, but another one comes first"


def test_the_strip_at_the_top_stands_on_pages_that_are_no_articles() -> None:
    assert result(replace(ONE, place="notice"), replace(ARTICLE, where=Where())) == "shown"


IDS = st.sampled_from(["harbour", "culture", "sport"])
CANDIDATES = st.lists(
    st.builds(
        Candidate, id=st.uuids().map(str), name=st.just("x"), place=st.sampled_from(["notice", "letter", "end"]),
        priority=st.sampled_from([10, 20, 30]), is_on=st.booleans(),
        starts=st.none() | st.sampled_from([AT - timedelta(1), AT + timedelta(1)]),
        ends=st.none() | st.sampled_from([AT - timedelta(1), AT, AT + timedelta(1)]),
        languages=st.frozensets(st.sampled_from(["en", "fa"])), sections=st.lists(IDS, max_size=2).map(tuple),
        not_sections=st.lists(IDS, max_size=2).map(tuple),
    ), max_size=6,
)  # fmt: skip
READINGS = st.builds(
    Reading, language=st.sampled_from(["en", "fa"]), at=st.just(AT),
    where=st.builds(Where, is_article=st.booleans(), section=st.none() | IDS, no_appeals=st.booleans()),
)  # fmt: skip


@given(CANDIDATES, READINGS)
def test_the_trace_at_the_desk_names_what_the_pages_print(candidates: list[Candidate], reading: Reading) -> None:
    in_fact = [one for one in in_order(candidates) if is_in_force(one, reading)]
    printed = choose_appeal([{"id": one.id, **one.facts()} for one in in_fact], reading.where)
    traced = [line.candidate.id for line in explain_choice(candidates, reading) if line.is_chosen]
    assert traced == ([printed["id"]] if printed else [])


@given(CANDIDATES, READINGS)
def test_the_order_in_which_appeals_are_found_does_not_matter(candidates: list[Candidate], reading: Reading) -> None:
    assert explain_choice(candidates, reading) == explain_choice(candidates[::-1], reading)
