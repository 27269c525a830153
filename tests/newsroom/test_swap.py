"""What a name is found in, and what stands there afterwards."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import combinations
from unicodedata import normalize

import pytest

from tamizdat.newsroom.corrections.swap import Swap

ANNA = Swap((("Anna Reyn", "K. Tar"), ("王小明", "李四"), ("王伟", "甲乙"), ("Королёв", "Серов"), ("김철수", "홍길동"),
             ("رضایی", "تار")), whole=True)  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("by Anna Reyn.", "by K. Tar."),
        ("BY ANNA REYN.", "BY K. TAR."),
        ("anna reyn, Anna-Reyn, Anna_Reyn", "K. Tar, K. Tar, K. Tar"),
        ("Anna Reyns Annanna Reyn", "Anna Reyns Annanna Reyn"),
        (normalize("NFD", "Ваня Королёв"), "Ваня Серов"),
        ("Ваня Королев, Королёва", "Ваня Серов, Королёва"),
        ("Короле\u0301в", "Серов"),
        (
            '<a href="https://w.example/wiki/Anna_Reyn?a=1">she</a>',
            '<a href="https://w.example/wiki/k-tar?a=1">she</a>',
        ),
        ('<a id="4" linktype="page">Anna</a> Reyn', '<a id="4" linktype="page">K. Tar</a>'),
        ("<p>So <b>An</b>na R<b>eyn</b> said</p>", "<p>So <b>K. Tar</b> said</p>"),
        ("<p><i>Said An</i>na <b>Reyn, <i>who</i></b></p>", "<p><i>Said K. Tar</i><b>, <i>who</i></b></p>"),
        ("An\u00adna Re\u200byn&shy; and An&#173;na&nbsp;Reyn", "K. Tar&shy; and K. Tar"),
        ("<b>Anna Reyn</b>'s", "<b>K. Tar</b>'s"),
        ("Anna<br/>Reyn", "K. Tar"),
        ("<p>Anna</p><p>Reyn</p>", "<p>Anna</p><p>Reyn</p>"),
        ("记者王小明说", "记者李四说"),
        ("记者王伟说", "记者甲乙说"),
        ("김철수는", "홍길동는"),
        ("رضایی‌ها و رضايي", "تار‌ها و تار"),
        ("see https://t.example/annareyn", "see https://t.example/k-tar"),
        ("anna.reyn@mail.example", "k-tar@mail.example"),
        ("/2019/Anna-Reyn.html", "/2019/k-tar.html"),
        ("a < b, Anna Reyn > c", "a < b, K. Tar > c"),
    ],
)
def test_a_name_is_seen_however_it_is_written(old: str, new: str) -> None:
    assert ANNA.text(old) == new
    assert bool(list(ANNA.find(old))) == (old != new)
    assert not list(ANNA.find(ANNA.text(old)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("what-anna-reyn-saw", "what-k-tar-saw"),
        ("/2019/ANNA_Reyn.html", "/2019/k-tar.html"),
        ("/%D0%9A%D0%BE%D1%80%D0%BE%D0%BB%D0%B5%CC%88%D0%B2/", "/%D1%81%D0%B5%D1%80%D0%BE%D0%B2/"),
        ("/%FF%FEx/annabel-reyn/", "/%FF%FEx/annabel-reyn/"),
    ],
)
def test_an_address_is_read_as_a_browser_reads_it(old: str, new: str) -> None:
    assert ANNA.address(old) == new


@pytest.mark.parametrize(
    ("wrong", "right", "old", "new"),
    [
        ("rope was wet", "rope was dry", "The rope <b>was</b> wet.", "The rope <b>was</b> dry."),
        ("rope was wet", "line is dry", "The rope <b>was</b> wet.", "The line is dry."),
        ("50", "40", "In 1950, 50 m, 50,000, youtu.be/a50b", "In 1950, 40 m, 50,000, youtu.be/a50b"),
        ("a50b", "a40b", '<a href="https://y.example/a50b">a50b</a> https://y.example/a50b',
         '<a href="https://y.example/a50b">a40b</a> https://y.example/a50b'),
        ("rope", "new rope", "<p>The <i>rope</i> ropes</p>", "<p>The <i>new rope</i> ropes</p>"),
        ("Rope", "Line", "the rope", "the rope"),
        ("don't", "do not", "I don’t go", "I do not go"),
        ("wet, and", "wet and", "wet, and cold", "wet and cold"),
        ("same", "same", "the same", "the same"),
    ],
)  # fmt: skip
def test_a_correction_changes_these_words_and_nothing_beside_them(wrong: str, right: str, old: str, new: str) -> None:
    swap = Swap(((wrong, right),))
    assert swap.text(old) == new
    assert len(list(swap.find(old))) == (old != new)


def test_the_address_of_a_film_is_not_corrected() -> None:
    block = {"type": "embed", "value": {"address": "https://y.example/50", "title": "The 50"}}
    assert Swap((("50", "40"),)).value(block)["value"] == {"address": "https://y.example/50", "title": "The 40"}


class Balance(HTMLParser):
    """Fails where a tag is closed that was not opened last."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


NAME = "Anna Reyn"


@pytest.mark.parametrize("name", [NAME, NAME.upper(), NAME.replace(" ", "&nbsp;")])
def test_a_name_torn_by_tags_anywhere_goes_whole_and_leaves_well_formed_html(name: str) -> None:
    signs = re.findall(r"&nbsp;|.", name)
    for start, end in combinations(range(len(signs) + 1), 2):
        parts = "".join(signs[:start]), "".join(signs[start:end]), "".join(signs[end:])
        html = f"<p><i>x {parts[0]}<b>{parts[1]}</b>{parts[2]}</i><a href='/a'>,</a> y</p>"
        after = ANNA.text(html)
        reader = Balance()
        reader.feed(after)
        assert reader.open == []
        assert re.sub("<[^>]*>", "", after).casefold() == "x k. tar, y", after
