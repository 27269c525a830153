"""What a reader gets of an article."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

import pytest
from lxml import html as lxml_html

from tamizdat.pages.article import part_path
from tamizdat.pages.errors import UnfitError
from tamizdat.pages.output import Output
from tamizdat.pages.templates import LARGEST_PAGE
from tamizdat.pages.units import make_unit
from tests.pages.facts import PICTURE, Answers, make_article, make_paper, paragraphs, wire_size

FIGURE = {"picture": PICTURE, "alt": "Cranes at dusk", "caption": "The <em>last</em> day."}


def print_article(article: dict, **paper: object) -> list[Output]:
    facts = make_paper(article["language"], **paper)
    facts[f"article:{article['id']}"] = article
    return make_unit(f"article:{article['id']}", Answers(facts))


def page(**changes: object) -> str:
    [only] = print_article(make_article(**changes))
    return only.data.decode()


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def body_of(output: Output) -> str:
    tree = lxml_html.fromstring(output.data)
    [body] = tree.xpath('//div[@class="body"]')
    for letter in body.xpath('.//aside[starts-with(@class, "letter")]'):
        letter.drop_tree()
    return " ".join(body.text_content().split())


def test_a_correction_stands_above_the_text() -> None:
    html = page(corrections=[{"at": "2026-03-02T10:00:00Z", "html": "<p>The dam is 40 m high.</p>"}])
    assert html.index("The dam is 40 m high.") < html.index("Water came.")
    assert '"correction":["The dam is 40 m high."]' in html


def test_the_letter_stands_inside_a_long_article_and_at_the_end_of_a_short_one() -> None:
    short, long = page(), page(body=paragraphs(*(f"Paragraph {n}." for n in range(9))))
    assert short.index("Water came.") < short.index("Dear readers")
    assert long.index("Paragraph 3.") < long.index("Dear readers") < long.index("Paragraph 4.")


def test_a_letter_never_parts_a_subhead_from_its_text() -> None:
    body = []
    for number in range(9):
        body += [{"type": "heading", "level": 2, "text": f"Head {number}"}, *paragraphs(f"Text {number}.")]
    html = page(body=body)
    assert re.search(r"<h2>Head 4</h2>\s*<p>Text 4", html)


def test_a_standing_page_has_neither_letter_nor_date() -> None:
    html = page(kind="page")
    assert "Dear readers" not in html
    main = html.partition("<main")[2]
    assert "<time" not in main
    assert "/byline/" not in main and "/topic/" not in main


def test_the_way_to_give_is_one_step_away_and_there_is_no_form() -> None:
    html = page(path="/en/2026/03/tide.html")
    assert 'href="../../../en/support/index.html"' in html
    assert "<form" not in html


def test_no_page_names_the_address_of_the_paper() -> None:
    assert "lamp.example" not in page()


def test_a_page_asks_nothing_of_another_host() -> None:
    html = page(body=[{"type": "embed", "address": "https://video.example/1", "provider": "V", "title": "Film"}])
    loads = re.findall(r'(?:src|srcset|poster|data)="([^"]*)"', html) + re.findall(r"url\(([^)]*)\)", html)
    assert all(not one.startswith(("http", "//")) for one in loads)
    assert 'href="https://video.example/1"' in html


def test_only_the_lead_picture_is_loaded_at_once_and_every_picture_has_its_size() -> None:
    html = page(picture=FIGURE, body=[{"type": "figure", **FIGURE}, {"type": "gallery", "pictures": [FIGURE, FIGURE]}])
    pictures = re.findall(r"<img [^>]*>", html)
    assert len(pictures) == 4
    assert "loading" not in pictures[0]
    assert all('loading="lazy"' in one for one in pictures[1:])
    assert all('width="560" height="373" ' in one and 'alt="Cranes at dusk"' in one for one in pictures)
    assert "Oskar Lind" in html and "The <em>last</em> day." in html
    assert html.count('type="image/avif"') == 4


def test_a_link_to_an_article_leads_to_its_page_and_one_to_nothing_is_just_words() -> None:
    other = make_article("c" * 13, path="/en/2026/01/ice.html")
    article = make_article(
        body=[
            {
                "type": "text",
                "html": f'<p><a href="article:{"c" * 13}">ice</a> <a href="article:{"d" * 13}">fog</a></p>',
            }
        ]
    )
    facts = make_paper() | {f"article:{one['id']}": one for one in (article, other)}
    [output] = make_unit(f"article:{article['id']}", Answers(facts))
    assert b'<a href="../../../en/2026/01/ice.html">ice</a> fog' in output.data


def test_translations_name_each_other_and_machines_read_the_sitemap() -> None:
    article = make_article()
    both = [
        {"id": article["id"], "language": "en", "path": article["path"], "headline": "x"},
        {"id": "f" * 13, "language": "fa", "path": "/fa/2026/03/مد.html", "headline": "y"},
    ]
    facts = make_paper() | {f"article:{article['id']}": article, f"translations:{article['group']}": both}
    html = make_unit(f"article:{article['id']}", Answers(facts))[0].data.decode()
    assert not re.search(r"<link[^>]*hreflang", html), "a relative address there is one that no machine takes"
    assert 'rel="alternate" hreflang="fa" lang="fa" dir="rtl">فارسی</a>' in html


def test_an_article_in_fifty_languages_names_them_all_and_every_page_fits() -> None:
    article = make_article()
    names = [f"{a}{b}" for a in "abcdefghij" for b in "klmno"]
    slug = "Слово-о-приливе-и-о-тех-кто-его-ждал"
    every = [{"id": article["id"], "language": "en", "path": article["path"], "headline": "x"}] + [
        {"id": name * 6 + "x", "language": name, "path": f"/{name}/2026/03/{slug}-{name}-{slug}.html", "headline": name}
        for name in names
    ]
    facts = make_paper() | {f"article:{article['id']}": article, f"translations:{article['group']}": every}
    outputs = {one.path: one for one in make_unit(f"article:{article['id']}", Answers(facts))}
    path = article["path"].removesuffix(".html")
    assert list(outputs) == [article["path"], *(f"{path}.languages{n}.html" for n in ("", ".2", ".3"))]
    assert all(wire_size(one) <= LARGEST_PAGE for one in outputs.values())
    named = "".join(one.data.decode() for one in outputs.values())
    assert {"en", *names} <= set(re.findall(r'hreflang="([a-z]{2})"', named))
    assert f'href="../../../{path[1:]}.languages.html"' in outputs[article["path"]].data.decode()
    assert f'href="../../../{path[1:]}.languages.3.html"' in outputs[f"{path}.languages.2.html"].data.decode()


def test_a_persian_page_reads_from_right_to_left_with_its_own_digits() -> None:
    [output] = print_article(make_article(language="fa", path="/fa/2026/03/مد.html"))
    html = output.data.decode()
    assert '<html lang="fa" dir="rtl" class="arab">' in html
    assert "۱ مارس ۲۰۲۶" in html


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_a_long_article_goes_on_and_loses_no_word(language: str) -> None:
    sentences = [f"Sentence number {n} about the tide." for n in range(1_500)]
    body = paragraphs(*(" ".join(sentences[n : n + 6]) for n in range(0, 1_500, 6)))
    outputs = print_article(make_article(body=body, language=language))
    assert len(outputs) > 3
    assert [one.path for one in outputs] == [part_path("/en/2026/03/tide.html", n + 1) for n in range(len(outputs))]
    assert " ".join(map(body_of, outputs)) == " ".join(sentences)
    assert max(map(wire_size, outputs)) <= LARGEST_PAGE
    for here, there in pairwise(outputs):
        name = there.path.rpartition("/")[2]
        assert f'/{name}" rel="next"'.encode() in here.data


SENTENCE = "The tide came in over the quay and nobody went home. "
SHORT_BODIES = {
    f"{count} of {size}": paragraphs(*[SENTENCE * (size // len(SENTENCE))] * count)
    for count in (1, 2, 3, 5, 6) for size in (100, 1_300, 2_300, 2_900, 3_300, 3_900, 8_100)
}  # fmt: skip
LONG_BODIES = {f"{count} sentences": paragraphs(*[SENTENCE] * count) for count in range(100, 420, 8)}
LETTERS = {
    "none": None,
    "short": {"title": "", "html": "<p>Dear readers, we write on.</p>", "signed": ""},
    "of 20 sentences": {"title": "", "html": f"<p>{SENTENCE * 20}</p>", "signed": "The editors"},
    "of 60 sentences": {"title": "", "html": f"<p>{SENTENCE * 60}</p>", "signed": "The editors"},
}
NOTICE = {"id": "n1", "title": "The gap", "html": f"<p>{'Help us fill it. ' * 40}</p>", "link": "Help"}
CAMPAIGNS = {
    place: {"id": "c1", "place": place, "title": "The gap", "html": f"<p>Help us. {SENTENCE * 15}</p>", "link": "Help",
            "sections": [], "not_sections": [], "meter": "", "most": 3, "days": 20, "signed": "Ina Holt"}
    for place in ("notice", "letter", "end")
}  # fmt: skip


@pytest.mark.parametrize("letter", LETTERS)
def test_a_part_has_the_same_address_whether_readers_are_asked_for_money_or_not(letter: str) -> None:
    counts = set()
    for name, body in (SHORT_BODIES | LONG_BODIES).items():
        asked = {
            "nobody": asking(body, letter, None),
            "briefly": asking(body, letter, NOTICE | {"html": "<p>Since July.</p>"}),
            "at length": asking(body, letter, NOTICE),
            "by none, for this article is spared": asking(body, letter, NOTICE, no_appeals=True),
            **{place: asking(body, letter, NOTICE, campaign=one) for place, one in CAMPAIGNS.items()},
        }
        assert len({tuple(one.path for one in outputs) for outputs in asked.values()}) == 1, (name, asked)
        bodies = {how: [body_of(one) for one in outputs] for how, outputs in asked.items()}
        assert all(all(one) and one == bodies["nobody"] for one in bodies.values()), (name, "a part without words")
        for place in ("letter", "end"):
            assert sum(one.data.count(b'data-id="c1"') for one in asked[place]) == 1
        counts.add(len(bodies["nobody"]))
    assert counts >= {1, 2, 3}


def asking(
    body: list[dict], letter: str, notice: dict | None, *, campaign: dict | None = None, **how: object
) -> list[Output]:
    """The parts of an article while readers are asked so."""
    article = make_article(body=body, **how)
    facts = make_paper(notice=notice, letter=LETTERS[letter]) | {f"article:{article['id']}": article}
    if campaign:
        facts |= {"campaign:en": {"appeals": [campaign]}, f"window:{article['id']}": True}
    return make_unit(f"article:{article['id']}", Answers(facts))


def test_one_paragraph_longer_than_any_page_is_cut_between_sentences() -> None:
    sentences = [f"Sentence {n} is <em>about {n}</em> tides & ropes." for n in range(4_000)]
    body = [{"type": "text", "html": f"<p>{' '.join(sentences).replace('&', '&amp;')}</p>"}]
    outputs = print_article(make_article(body=body))
    assert " ".join(map(body_of, outputs)) == words_of(" ".join(sentences))
    for one in outputs:
        assert body_of(one).startswith("Sentence") and body_of(one).endswith("ropes.")


def test_a_huge_table_and_a_huge_code_lose_no_row_and_no_line() -> None:
    rows = [[f"row {n}", f"<b>{n * n}</b>"] for n in range(3_000)]
    lines = [f"line {n} = {n * n}" for n in range(3_000)]
    table = {"type": "table", "caption": "Squares", "header": True, "rows": [["Row", "Square"], *rows]}
    outputs = print_article(make_article(body=[table, {"type": "code", "text": "\n".join(lines)}]))
    html = "".join(one.data.decode() for one in outputs)
    assert re.findall(r"<td>(row \d+)</td>", html) == [one[0] for one in rows]
    assert [one for code in re.findall(r"<code>(.*?)</code>", html, re.DOTALL) for one in code.split("\n")] == lines
    assert html.count('<th scope="col">Row</th>') > 3
    assert max(map(wire_size, outputs)) <= LARGEST_PAGE


def test_a_numbered_list_goes_on_counting_on_the_next_page() -> None:
    items = "".join(
        f"<li>Item {n} of a very long list of things that the tide left behind.</li>" for n in range(1, 400)
    )
    outputs = print_article(make_article(body=[{"type": "text", "html": f"<ol>{items}</ol>"}]))
    html = "".join(one.data.decode() for one in outputs)
    for start, number in re.findall(r'<ol start="(\d+)"><li>Item (\d+) of', html):
        assert start == number
    assert html.count("<ol start=") > 3


def test_a_thousand_pictures_are_all_there() -> None:
    outputs = print_article(make_article(body=[{"type": "gallery", "pictures": [FIGURE] * 1_000}]))
    assert sum(one.data.count(b"<img ") for one in outputs) == 1_000
    assert max(map(wire_size, outputs)) <= LARGEST_PAGE


def test_three_hundred_thousand_words_are_all_there() -> None:
    text = [" ".join(f"word{n}" for n in range(start, start + 100)) + "." for start in range(0, 300_000, 100)]
    outputs = print_article(make_article(body=paragraphs(*text)))
    assert " ".join(map(body_of, outputs)) == " ".join(text)
    assert max(map(wire_size, outputs)) <= LARGEST_PAGE


def test_a_subhead_is_never_the_last_thing_on_a_page() -> None:
    body = []
    for number in range(200):
        body += [{"type": "heading", "level": 2, "text": f"Head {number}"}, *paragraphs("Tide and rope. " * 20)]
    for one in print_article(make_article(body=body)):
        assert not re.search(r"</h2>\s*</div>", one.data.decode())


def test_the_place_stands_before_the_first_words() -> None:
    assert '<p><span class="place">Ravn Point</span> — Water came.' in page(dateline="Ravn Point")


def test_an_undated_article_of_an_archive_has_no_date() -> None:
    assert "<time" not in page(published=None)


def test_a_notice_that_would_fill_the_page_is_refused_with_words_for_the_editor() -> None:
    import random

    letters = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=20_000))
    notice = {"id": "n", "title": "x", "html": f"<p>{letters}</p>", "link": ""}
    with pytest.raises(UnfitError, match=r"/en/2026/03/tide\.html would be .* bytes as sent.*Shorten"):
        print_article(make_article(), notice=notice)


def test_without_scripts_the_notice_closes_by_itself_and_with_them_it_stays_closed() -> None:
    html = page()
    assert '<details class="notice" open data-id="n1">' in html
    assert ".notice:not([open]){display:none}" in html
    assert '<script src="../../../reader.js" data-home="en" data-line="Not checked" defer></script>' in html


def test_an_article_that_is_gone_prints_nothing() -> None:
    assert make_unit("article:" + "z" * 13, Answers(make_paper())) == []
