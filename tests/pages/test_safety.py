"""Nothing that a fact holds becomes anything but words: whatever its way in."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from tamizdat.pages.clean import _block, _clean, clean_block, clean_inline, is_clean, simple_blocks
from tamizdat.pages.cut import cut_html, split_blocks
from tamizdat.pages.style import style_for
from tamizdat.pages.units import make_unit
from tests.pages.facts import PICTURE, Answers, make_article, make_paper, real_articles, real_input

MAY_STAND = {
    "button",
    "a", "article", "aside", "b", "bdi", "blockquote", "body", "br", "caption", "cite", "code", "details", "div",
    "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "head", "header", "hr", "html", "i", "img",
    "li", "link", "main", "meta", "nav", "ol", "p", "picture", "pre", "s", "script", "section", "small", "source",
    "span", "strong", "style", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "time", "title",
    "tr", "ul",
}  # fmt: skip


def poisoned(text: str) -> dict[str, Any]:
    """A paper in which every word is the same bad one."""
    figure = {"picture": PICTURE, "alt": text, "caption": text}
    body = [
        {"type": "text", "html": text}, {"type": "heading", "level": 2, "text": text}, {"type": "figure", **figure},
        {"type": "figure", **figure, "sensitive": text},
        {"type": "quote", "html": text, "cite": text}, {"type": "code", "text": text},
        {"type": "embed", "address": text, "provider": text, "title": text},
        {"type": "embed", "address": f"https://x.example/{text}", "provider": text, "title": text},
        {"type": "table", "caption": text, "header": True, "rows": [[text, text], [text, text]]},
    ]  # fmt: skip
    article = make_article(
        headline=text, standfirst=text, dateline=text, licence=text, picture=figure, body=body,
        corrections=[{"at": "2026-03-01T09:30:00Z", "html": text}],
    )  # fmt: skip
    facts = make_paper(
        name=text, tagline=text, notice={"id": text, "title": text, "html": text, "link": text},
        letter={"title": text, "html": text, "signed": text}, support={"title": text, "html": text},
    )  # fmt: skip
    for name, fact in facts.items():
        if name.startswith(("section", "topic", "byline")):
            fact.update(name=text, description=text)
        if name.startswith("picture"):
            fact["credit"] = text
    card = f"article:{article['id']}"
    return facts | {card: article, "newest:latest:en": [], f"newest:section:{'s' * 13}": []}


def check_harmless(data: bytes) -> None:
    tree = lxml_html.document_fromstring(data.decode())
    for one in tree.iter(etree.Element):
        assert one.tag in MAY_STAND, one.tag
        for name, value in one.attrib.items():
            assert not name.startswith("on") and name not in ("style", "srcdoc", "formaction"), (one.tag, name)
            if name in ("href", "src", "srcset"):
                assert re.match(r"(?:https?:|mailto:|tel:|#|\.\./|[a-z]{2}/|icon|reader)", value), (
                    one.tag,
                    name,
                    value,
                )
    for script in tree.xpath("//script"):
        kind = script.get("type")
        assert script.get("src") or kind == "application/ld+json"
        if kind == "application/ld+json":
            json.loads(script.text)


def print_all(text: str) -> None:
    facts = poisoned(text)
    for unit in (
        "article:" + "a" * 13,
        "front:en",
        "support:en",
        "index:section:" + "s" * 13,
        "index:byline:" + "b" * 13,
    ):
        for output in make_unit(unit, Answers(facts)):
            check_harmless(output.data)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><script>alert(1)</script>",
        "</script><script>alert(1)</script>", "{{ 7 * 7 }}{% raw %}", "<a href='javascript:alert(1)'>x</a>",
        "<p onclick=alert(1)>x</p>", "<svg/onload=alert(1)>", "<!--", "]]>", "<a href='//evil.example'>x</a>",
        "<a href=\"https://x.example/?a=1&b='\">x</a>", "<math><mtext><style><img src=x onerror=alert(1)>",
    ],
)  # fmt: skip
def test_poison_in_every_field_is_harmless(text: str) -> None:
    print_all(text)


def test_the_known_attacks_are_harmless() -> None:
    attacks = json.loads((real_input() / "security/html-xss/dompurify_expect.json").read_text(encoding="utf-8"))
    for attack in attacks:
        if len(attack["payload"]) < 5_000:
            html = clean_block(attack["payload"])
            tree = lxml_html.fromstring(f"<div>{html}</div>")
            for one in tree.iter(etree.Element):
                assert one.tag in MAY_STAND - {"script", "style", "link", "meta"}
                assert set(one.attrib) <= {"href", "lang", "dir"}
                assert re.match(r"(?:https?:|mailto:|tel:|article:)", one.get("href", "tel:"), re.IGNORECASE)


def test_naughty_strings_are_harmless_in_every_field() -> None:
    strings = json.loads((real_input() / "security/blns/blns.json").read_text(encoding="utf-8"))
    for text in strings[::6]:
        print_all(text.encode(errors="ignore").decode())


def test_what_is_clean_at_a_glance_is_what_cleaning_gives() -> None:
    seen = 0
    for name in ("news-en-wikinews.jsonl", "news-eo-globalvoices.jsonl", "news-zh-twpresident.jsonl"):
        for article in real_articles(name):
            for block in split_blocks(_clean(_block, article["body"][0]["html"])):
                if is_clean(block):
                    seen += 1
                    assert _clean(_block, block) == block
    assert seen > 1_000


PARTS = st.sampled_from(
    ["<p>", "</p>", "<em>", "</em>", "<a href=\"https://x.example/\">", "</a>", "<ul>", "<li>", "</li>", "</ul>",
     "<br>",
     "<script>", "tide ", "&amp;", "&", "<", ">", "\xa0", "خبر", "<b", "<a href=\"article:aaaaaaaaaaaaa\">", "<!--"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=12).map("".join))
def test_the_glance_never_lets_through_what_cleaning_would_change(html: str) -> None:
    if is_clean(html):
        assert _clean(_block, html) == html


@given(st.lists(PARTS, max_size=14).map("".join), st.integers(40, 400))
def test_cutting_loses_no_letter_and_leaves_no_element_open(html: str, most: int) -> None:
    for block in split_blocks(clean_block(html * 3)):
        pieces = cut_html(block, most)
        letters = re.sub(r"<[^>]*>|\s", "", "".join(pieces))
        assert letters == re.sub(r"<[^>]*>|\s", "", block)
        for piece in pieces:
            assert len(re.findall(r"<[a-z]", piece.replace("<br", ""))) == piece.count("</")


def test_dead_links_become_words() -> None:
    assert clean_inline('<a href="#note">1</a> <a name="x">2</a> <a href="rel.html">3</a>') == "1 2 3"


def test_the_policy_of_a_page_allows_its_own_style_and_no_other() -> None:
    facts = make_paper() | {"article:" + "a" * 13: make_article()}
    html = make_unit("article:" + "a" * 13, Answers(facts))[0].data.decode()
    [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src &#x27;sha256-{digest}&#x27;" in html or f"style-src 'sha256-{digest}'" in html
    assert "default-src 'none'" in html and "unsafe" not in style_for("article").policy
    assert "&#x2f;" not in html


SIMPLE_WORDS = st.sampled_from(
    ["tide ", "salt &amp; ", "<em>b</em>", "<br>", "<a href=\"https://x.example/?a=1&amp;b=2\">quay</a>", "\u200c",
     "<a href=\"mailto:a@x.example\">x</a>", "<a href=\"article:aaaaaaaaaaaaa\">x</a>", "<strong>خبر</strong>", "\n"]
)  # fmt: skip
OTHER_WORDS = st.sampled_from(
    ["<em>", "</em>", "&quot;", "&", ">", "\xa0", "\x07", "<a href=\"#x\">", "</a>", "<b><i>", "</p><p>", "<li>",
     "</p>", "<a href=\"https://x.example/&lt;\">", "<a href=\"mailto:a@x.example?b=<\">", "<i>a</b>",
     "</ol>", "<ul>", " "]
)  # fmt: skip
WHOLE = st.sampled_from(["<p>{}</p>", "<ul><li>{}</li></ul>", "<ol><li>a</li><li>{}</li></ol>"])
TORN = st.sampled_from(["<p>{}", "{}</p>", "{}", " <p>{}</p>"])


def blocks_of(around: st.SearchStrategy[str], words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Blocks with these words in them."""
    return st.builds(str.format, around, st.lists(words, max_size=5).map("".join))


@given(
    st.lists(blocks_of(WHOLE, SIMPLE_WORDS), min_size=1, max_size=3),
    st.lists(blocks_of(WHOLE | TORN, SIMPLE_WORDS | OTHER_WORDS), max_size=2),
)
def test_blocks_told_apart_at_once_are_those_that_cleaning_gives_one_by_one(some: list[str], one: list[str]) -> None:
    htmls = some + one
    found = simple_blocks(htmls)
    if found is not None:
        assert found == [block for html in htmls for block in split_blocks(_clean(_block, html))]


def test_simple_paragraphs_need_no_cleaning() -> None:
    paragraphs = ["<p>Tide &amp; salt.<br></p>", '<p><em>a</em> <a href="https://x.example/">b</a></p>']
    assert simple_blocks(["".join(paragraphs), "<ul><li>c</li></ul>"]) == [*paragraphs, "<ul><li>c</li></ul>"]
    assert simple_blocks(["<p>a", "b</p>"]) is None
    assert simple_blocks(["<p>1 > 0</p>"]) is None and simple_blocks(["<p>&quot;</p>"]) is None
