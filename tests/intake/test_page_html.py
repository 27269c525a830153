"""Saved HTML pages: invented ones in several layouts."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tamizdat.intake.archive import ReadOptions, Skipped
from tamizdat.intake.page import read as page
from tamizdat.intake.page.names import clean_bylines
from tamizdat.newsroom.incoming import IncomingArticle
from tamizdat.shell.errors import RefusedError

OPTIONS = ReadOptions(language="en", find_media=lambda key: None)
TEXT = [
    "The ferry between the town and Old Quay will not run from Monday until the end of March, "
    "the harbour office said on Tuesday.",
    "“We asked for a new engine four years ago,” said its captain, Jon Aster, who has steered the boat since 1998.",
    "Some 900 people cross every day, most of them on their way to the cannery on the far side of the bay.",
    "The owners of the cannery promised a bus, but the road round the bay takes fifty minutes instead of nine.",
    "The council will speak about it on Thursday, in a sitting that is open to everyone who lives in the town.",
]


def read(html: str, name: str = "page.html", encoding: str = "utf-8") -> IncomingArticle:
    """The one article of a page."""
    [article] = page.read_content(html.encode(encoding), name, OPTIONS)
    assert isinstance(article, IncomingArticle)
    return article


def paragraphs(texts: list[str] = TEXT) -> str:
    """Paragraphs of HTML."""
    return "".join(f"<p>{t}</p>" for t in texts)


MODERN = f"""<!doctype html><html lang="en"><head><title>Ferry stops for the winter | The Lamp</title>
<link rel="canonical" href="https://old.lamp.example/2024/ferry">
<meta property="og:image" content="https://old.lamp.example/ferry-1200.jpg">
<script type="application/ld+json">{
    json.dumps(
        {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "Person", "@id": "#ada", "name": "Ada Brink"},
                {
                    "@type": "NewsArticle",
                    "headline": "Ferry stops for the winter",
                    "datePublished": "2024-11-05T14:05:00+02:00",
                    "dateModified": "2024-11-06T09:00:00+02:00",
                    "author": [{"@id": "#ada"}],
                    "articleSection": "Harbour",
                    "keywords": ["ferry", "winter"],
                },
            ],
        }
    )
}</script>
</head><body><nav><a href="/">Home</a> <a href="/n">News</a></nav>
<div class="cookie-banner"><p>We use cookies. Accept all cookies to go on reading this site.</p></div>
<main><article><h1>Ferry stops for the winter</h1>
<p class="standfirst">Nine hundred people a day will have to go round by road</p>
<div class="byline">By <a rel="author" href="/ada">Ada Brink</a></div>
<figure><img src="/ferry-800.jpg" width="800" height="500" alt="A ferry"><figcaption>The ferry at its berth on Monday.
<span class="photo-credit">Photo: Mira Holt / Quayside</span></figcaption></figure>
<div class="article-body">{paragraphs(TEXT[:2])}
<aside class="newsletter-signup">
<p>Sign up for our newsletter and get the best of the week in your inbox every Friday morning.</p></aside>
<p><a href="/fire">Read more: The fire at the cannery</a></p>{paragraphs(TEXT[2:3])}
<blockquote><p>Nobody asked those who use it.</p></blockquote><h2>A bus instead</h2>{paragraphs(TEXT[3:])}
<p>A Message from The Lamp:</p><p>Dear readers,</p>
<p>We need your help. Your support, however small, keeps our journalists at work. Please support us.</p>
</div></article><section class="related"><h2>Related stories</h2><ul><li>
<a href="/a">Fish prices rise again</a></li></ul></section></main>
<footer><p>© 2024 The Lamp. All rights reserved.</p></footer></body></html>"""


def test_a_modern_page_gives_every_part_of_its_article() -> None:
    article = read(MODERN)
    told = page.describe(article)
    assert told["headline"] == "Ferry stops for the winter"
    assert told["standfirst"] == "Nine hundred people a day will have to go round by road"
    assert told["bylines"] == ["Ada Brink"]
    assert told["published"] == "2024-11-05T12:05:00+00:00"
    assert told["picture"] == {"credit": "Mira Holt / Quayside", "caption": "The ferry at its berth on Monday."}
    assert told["paragraphs"] == [*TEXT[:3], "Nobody asked those who use it.", *TEXT[3:]]
    assert article.section == "Harbour" and article.topics == ("ferry", "winter")
    assert article.legacy == ("https://old.lamp.example/2024/ferry",) == (article.identity,)
    assert {"type": "heading", "level": 2, "text": "A bus instead"} in article.body
    assert [b["type"] for b in article.body].count("quote") == 1


def test_a_page_of_tables_and_line_breaks_is_read_too() -> None:
    body = "<br><br>".join(TEXT)
    html = f"""<html><head><title>The Lamp: Ferry stops for the winter</title></head><body><table><tr><td width=150>
    <a href=/>Home</a><br><a href=/n>News</a></td><td><h1>Ferry stops for the winter</h1>
    <font size=2>By Ada Brink<br>November 5, 2024</font><br><br>
    {body}</td></tr></table></body></html>"""
    told = page.describe(read(html))
    assert told["headline"] == "Ferry stops for the winter"
    assert told["paragraphs"] == TEXT
    assert told["published"] == "2024-11-05T12:00:00+00:00"


def test_a_paragraph_that_only_machines_are_told_of_comes_back() -> None:
    told = {"@type": "NewsArticle", "headline": "Ferry stops", "articleBody": " ".join(TEXT)}
    hidden = f'<p>{TEXT[0]}</p><div><span><p class="x">{TEXT[1]}</p></span></div>{paragraphs(TEXT[2:])}'
    head = f'<head><script type="application/ld+json">{json.dumps(told)}</script></head>'
    html = f"<html>{head}<body><h1>Ferry stops</h1><div>{hidden}</div></body></html>"
    assert page.describe(read(html))["paragraphs"] == TEXT


@pytest.mark.parametrize("lang", ["ru", "fa", "en"])
def test_the_language_is_the_pages_own_unless_its_letters_deny_it(lang: str) -> None:
    html = f'<html lang="{lang}"><body><h1>Ferry stops for the winter</h1>{paragraphs()}</body></html>'
    assert read(html).language == "en"


def test_scripts_of_any_kind_do_not_survive() -> None:
    evil = f"""<html><body><h1>Ferry <script>alert(1)</script>stops</h1>
    <p onclick="x()">{TEXT[0]} <a href="javascript:alert(2)">link</a></p>
    <p>{TEXT[1]}<img src=x onerror=alert(3)></p><iframe src="javascript:alert(4)"></iframe>
    <p>{TEXT[2]}<svg onload=alert(5)></svg></p></body></html>"""
    told = repr(read(evil))
    assert "alert" not in told and "javascript" not in told and "onclick" not in told


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("windows-1251", "windows-1251"),
        ("windows-1251", "iso-8859-1"),
        ("windows-1251", ""),
        ("utf-8", "windows-1251"),
        ("koi8-r", "koi8-r"),
        ("utf-8-sig", "windows-1252"),
        ("utf-16", "utf-8"),
        ("utf-16-le", ""),
        ("koi8-r", ""),
    ],
)
def test_russian_bytes_are_read_however_they_are_declared(encoding: str, declared: str) -> None:
    text = (
        "Паром между городом и Старым причалом не будет ходить с понедельника до конца марта, сообщили в конторе порта."
    )
    head = f'<meta charset="{declared}"><title>Паром остановят</title>'
    html = f"<html><head>{head}</head><body><h1>Паром остановят</h1><p>{text}</p><p>{text[::-1]}</p></body></html>"
    article = read(html, encoding=encoding)
    assert article.headline == "Паром остановят" and page.describe(article)["paragraphs"][0] == text


@pytest.mark.parametrize("encoding", ["shift_jis", "euc-jp", "iso-2022-jp"])
def test_japanese_bytes_are_read_without_any_declaration(encoding: str) -> None:
    text = "港の事務所によると、町と古い桟橋を結ぶ渡し船は月曜日から三月の末まで運航を休むことになった。"
    text += "船長は四年前に新しいエンジンを求めていたという。"
    html = "<html><head><title>渡し船は冬の間休む</title></head><body>"
    html += f"<h1>渡し船は冬の間休む</h1><p>{text}</p><p>毎日九百人が利用している。</p></body></html>"
    assert text in page.describe(read(html, encoding=encoding))["paragraphs"]


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_chinese_bytes_are_read_without_any_declaration(encoding: str) -> None:
    text = "港口办公室说，从星期一到三月底，来往于城里和旧码头之间的渡船将停航。"
    text += "船长说，他们四年前就要求换一台新的发动机，但是没有人回答他们。"
    html = "<html><head><title>渡船冬季停航</title></head><body>"
    html += f"<h1>渡船冬季停航</h1><p>{text}</p><p>每天有九百人乘坐这条船去上班。</p></body></html>"
    assert text in page.describe(read(html, encoding=encoding))["paragraphs"]


def test_ten_thousand_nested_boxes_do_no_harm() -> None:
    html = f"<html><body><h1>Ferry stops</h1>{'<div>' * 10_000}{paragraphs()}{'</div>' * 10_000}</body></html>"
    started = time.perf_counter()
    assert page.describe(read(html))["paragraphs"] == TEXT
    assert time.perf_counter() - started < 20


def test_a_file_too_large_to_be_a_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "big.html").write_bytes(b"<p>" + b"x" * (21 * 1024 * 1024))
    with pytest.raises(RefusedError, match="too large"):
        list(page.read(tmp_path / "big.html", OPTIONS))
    (tmp_path / "good.html").write_text(MODERN, encoding="utf-8")
    items = list(page.read(tmp_path, OPTIONS))
    assert [type(i) for i in items] == [Skipped, IncomingArticle], "in a folder the rest still comes in"


def numbered(number: int, texts: list[str], of: int = 3, links: bool = True) -> str:
    """One page of several."""
    base = "https://old.lamp.example/ferry"
    following = f'<link rel="next" href="{base}?page={number + 1}">' if links and number < of else ""
    own = f"{base}?page={number}" if number > 1 else base
    canonical = f'<link rel="canonical" href="{own}">' if links else ""
    body = f"<h1>Ferry stops for the winter</h1>{paragraphs(texts)}<p>Page {number} of {of}</p>"
    return f"<html><head>{canonical}{following}</head><body>{body}</body></html>"


@pytest.mark.parametrize("links", [True, False])
def test_the_pages_of_one_article_become_one_article(tmp_path: Path, links: bool) -> None:
    for number, texts in enumerate([TEXT[:2], TEXT[2:4], [TEXT[0], TEXT[4]]], 1):
        (tmp_path / f"ferry-{number}.html").write_text(numbered(number, texts, links=links), encoding="utf-8")
    (tmp_path / "another.html").write_text(MODERN.replace("winter", "year"), encoding="utf-8")
    articles = list(page.read(tmp_path, OPTIONS))
    assert len(articles) == 2
    joined = articles[1]
    assert isinstance(joined, IncomingArticle) and page.describe(joined)["paragraphs"] == TEXT
    assert joined.identity == "https://old.lamp.example/ferry" or not links


def test_pages_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    for number in (1, 2):
        text = numbered(number, TEXT[number : number + 2], of=2).replace(
            "<head>", f'<head><link rel="next" href="https://old.lamp.example/ferry?page={3 - number}">'
        )
        (tmp_path / f"p{number}.html").write_text(text.replace('ferry"', 'ferry?page=1"'), encoding="utf-8")
    assert 1 <= len(list(page.read(tmp_path, OPTIONS))) <= 2


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("By Ada Brink", ["Ada Brink"]),
        ("By ADA BRINK and TOM REED", ["Ada Brink", "Tom Reed"]),
        ("Ada Brink, Staff Writer", ["Ada Brink"]),
        ("By Ada Brink | November 5, 2024", ["Ada Brink"]),
        ("Автор: Ада Бринк", ["Ада Бринк"]),
        ("Von Ada Brink und Tom Reed, Redakteur", ["Ada Brink", "Tom Reed"]),
        ("admin", []),
        ("https://lamp.example/ada", []),
        ("Ada Brink @adabrink", ["Ada Brink"]),
        ("Ada Brink Senior Reporter", ["Ada Brink"]),
        ("Jean-Luc O'Neill", ["Jean-Luc O'Neill"]),
        ("Written by Ada Brink; photos by Tom Reed", ["Ada Brink", "Tom Reed"]),
    ],
)
def test_bylines_are_names_and_nothing_else(printed: str, names: list[str]) -> None:
    assert list(clean_bylines([printed])) == names


def test_describe_is_plain_data() -> None:
    told: dict[str, Any] = page.describe(read(MODERN))
    assert json.loads(json.dumps(told)) == told
    assert set(told) == {"headline", "standfirst", "bylines", "published", "picture", "paragraphs", "language"}
