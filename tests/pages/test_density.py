"""Words that pack badly get smaller pages, and never an error for the editor."""

from __future__ import annotations

import random
import string

import pytest

from tamizdat.pages.density import DENSE, PLAIN, density
from tamizdat.pages.units import make_unit
from tests.pages.facts import Answers, make_article, make_paper, paragraphs, wire_size

CHANCE = random.Random(1)
LETTERS = {
    "codes": string.ascii_letters + string.digits,
    "printable": "".join(chr(one) for one in range(33, 127) if chr(one) not in "<>&"),
    "accents": "".join(map(chr, range(0xC0, 0x24F))),
    "ideographs": "".join(map(chr, range(0x4E00, 0x9FFF))),
    "syllables": "".join(map(chr, range(0xAC00, 0xD7A3))),
    "signs": "".join(map(chr, range(0x1F300, 0x1F9FF))),
    "anything": "".join(map(chr, [*range(0xA1, 0xD7FF), *range(0x10000, 0x1FFFF)])),
}


def scribble(letters: str, longest: int) -> str:
    words = ("".join(CHANCE.choices(letters, k=CHANCE.randint(2, longest))) for _ in range(40_000 // longest))
    return " ".join(words)


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("longest", [8, 60, 20_000])
@pytest.mark.parametrize("paragraph", [500, 100_000])
def test_even_noise_arrives_before_the_connection_is_cut(letters: str, longest: int, paragraph: int) -> None:
    text = scribble(LETTERS[letters], longest)
    article = make_article(body=paragraphs(*(text[n : n + paragraph] for n in range(0, len(text), paragraph))))
    outputs = make_unit(f"article:{article['id']}", Answers(make_paper() | {f"article:{article['id']}": article}))
    assert max(map(wire_size, outputs)) <= 10_000


def test_prose_is_not_taken_for_noise() -> None:
    prose = "When the tide went out the pilots walked along the quay and counted the ropes that the ice had left. " * 9
    assert density(prose) == PLAIN
    assert density(scribble(LETTERS["codes"], 8)) == DENSE
