"""Real articles in many languages keep the budget."""

from __future__ import annotations

import pytest

from tamizdat.pages.units import make_unit
from tests.pages.facts import Answers, make_paper, real_articles, wire_size

SETS = ["en-wikinews", "eo-globalvoices", "ja-wikinews", "multi-debian", "multi-ntrex", "ru-golunov", "zh-twpresident"]


@pytest.mark.parametrize("name", SETS)
def test_every_page_of_a_real_article_arrives_before_the_connection_is_cut(name: str) -> None:
    largest = 0
    for number, article in enumerate(real_articles(f"news-{name}.jsonl")):
        if number % 3 == 0 or name == "zh-twpresident":
            facts = make_paper(article["language"]) | {f"article:{article['id']}": article}
            outputs = make_unit(f"article:{article['id']}", Answers(facts))
            largest = max(largest, *map(wire_size, outputs))
    assert 4_000 < largest <= 10_000
