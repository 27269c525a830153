"""A mistake in a file of the demo newsroom names the file and the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tamizdat.project.demo.errors import DemoFileError
from tamizdat.project.demo.read_articles import public_id, read_articles

GOOD = "headline: The tide\nkind: news\npublished: 2026-05-01T06:00:00Z\n\nWater came.\n"


@pytest.fixture
def read(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Read articles written by a test: name → text."""
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (2, 2)).save(tmp_path / "pictures" / "tide.jpg")

    def write_and_read(**texts: str):  # type: ignore[no-untyped-def]
        (tmp_path / "articles" / "en").mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (tmp_path / "articles" / "en" / f"2026-05-01-{name}.txt").write_text(text, encoding="utf-8")
        return read_articles(tmp_path / "articles", tmp_path / "pictures")

    return write_and_read


def body(read, text: str):  # type: ignore[no-untyped-def]
    return list(read(tide=GOOD.replace("Water came.", text))[0].body)


def test_paragraphs_that_follow_each_other_are_one_text(read) -> None:  # type: ignore[no-untyped-def]
    assert body(read, "One\nline.\n\nTwo & *three* **four** `five`.") == [
        {
            "type": "text",
            "html": "<p>One line.</p><p>Two &amp; <em>three</em> <strong>four</strong> <code>five</code>.</p>",
        }
    ]


def test_every_mark_makes_its_block(read) -> None:  # type: ignore[no-untyped-def]
    blocks = body(
        read,
        "## Sub\n\n> Said\n> so.\n-- Somebody\n\n- a\n- b\n\n---\n\n    code\n      more\n\n"
        "[table] Prices\n| a | b |\n| 1 | |\n\n[embed] https://video.example/1 | video | A film\n\n"
        "![tide] The tide | It *came*\n\n[gallery]\n![tide] Again | \n",
    )
    assert [block["type"] for block in blocks] == [
        "heading", "quote", "text", "rule", "code", "table", "embed", "figure", "gallery",
    ]  # fmt: skip
    assert blocks[1] == {"type": "quote", "html": "<p>Said so.</p>", "cite": "Somebody"}
    assert blocks[4]["text"] == "code\n  more"
    assert blocks[5]["rows"] == [["a", "b"], ["1", ""]] and blocks[5]["caption"] == "Prices"
    assert blocks[7] == {"type": "figure", "picture": "tide", "alt": "The tide", "caption": "It <em>came</em>"}


def test_a_link_to_another_article_uses_the_id_that_the_newsroom_will_give(read) -> None:  # type: ignore[no-untyped-def]
    one, two = read(tide=GOOD.replace("Water", "[[moon]] and [[moon|a moon]]"), moon=GOOD.replace("The tide", "Moon"))
    html = {article.identity: article.body[0]["html"] for article in (one, two)}["en/tide"]
    link = f'<a href="article:{public_id("en/moon")}">'
    assert html == f"<p>{link}Moon</a> and {link}a moon</a> came.</p>"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("headlin: X\n\nWords.", 1, "headlin: X"),
        ("headline: X\nkind: news\nkind: news\n\n", 3, "second time"),
        ("headline: X\nkind: news\n\nWords.", 1, "published"),
        (GOOD.replace("kind: news", "kind: rumour"), 2, "kind is one of"),
        (GOOD.replace("T06:00:00Z", " 6 o'clock"), 3, "time in UTC"),
        (GOOD.replace("2026-05-01T", "2026-05-02T"), 3, "date in the name"),
        (GOOD.replace("Water came.", "One.\n\nGo to [[nowhere]]."), 7, "nowhere"),
        (GOOD.replace("Water came.", "#No space"), 5, "subhead"),
        (GOOD.replace("Water came.", "![tide] | caption"), 5, "cannot see"),
        (GOOD.replace("Water came.", "Words.\n\n![ebb] Alt | caption"), 7, "ebb.jpg"),
        (GOOD.replace("Water came.", "[table]\n| a | b |\n| a |"), 7, "1 cells"),
        (GOOD.replace("Water came.", "[embed] film"), 5, "embed"),
        (GOOD.replace("Water came.", "[galery]\n![tide] Alt | c"), 5, "galery"),
        (GOOD.replace("Water came.", "- a\nb"), 6, "list"),
        (GOOD.replace("kind: news", "kind: news\nrelated: nowhere"), 3, "nowhere"),
        (GOOD.replace("kind: news", "kind: news\npicture: tide"), 3, "name | alt | caption"),
        (GOOD.replace("kind: news", "kind: news\ncorrection: yesterday | no"), 3, "correction"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(read, text: str, line: int, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DemoFileError) as caught:
        read(tide=text)
    assert f"2026-05-01-tide.txt, line {line}:" in str(caught.value)
    assert says in str(caught.value)


def test_a_file_with_a_strange_name_is_refused(read) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DemoFileError, match="named like"):
        read(Tide=GOOD)
