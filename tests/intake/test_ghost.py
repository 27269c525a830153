"""Ghost's exports come in, from either editor; what was for members only stays private."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tamizdat.intake.ghost.cards import card_html
from tamizdat.intake.ghost.editors import Editors
from tamizdat.intake.html.to_blocks import html_to_blocks
from tamizdat.newsroom.body import plain_text
from tamizdat.shell.errors import RefusedError
from tests.intake.archives import read, real, words

POST = {
    "id": "p1",
    "uuid": "u-1",
    "title": "Pier opens",
    "slug": "pier",
    "html": "<p>Words</p>",
    "status": "published",
    "visibility": "public",
    "type": "post",
    "published_at": "2020-01-02T03:04:05.000Z",
    "updated_at": "2020-01-02T03:04:06.000Z",
    "custom_excerpt": "Short",
    "feature_image": "__GHOST_URL__/content/images/size/w600/2020/a.jpg",
}
TABLES = {
    "users": [{"id": "1", "name": "Ann Lee", "email": "a@x.example"}, {"id": "2", "name": "Bo Ek"}],
    "posts_authors": [
        {"post_id": "p1", "author_id": "2", "sort_order": 1},
        {"post_id": "p1", "author_id": "1", "sort_order": 0},
    ],
    "tags": [
        {"id": "1", "name": "Harbour", "visibility": "public"},
        {"id": "2", "name": "#hidden", "visibility": "internal"},
        {"id": "3", "name": "fish", "visibility": "public"},
    ],
    "posts_tags": [{"post_id": "p1", "tag_id": str(n), "sort_order": 5 - n} for n in (1, 2, 3)][::-1],
    "posts_meta": [
        {"post_id": "p1", "feature_image_alt": "A pier", "feature_image_caption": "<span>Dusk. Photo: Cy Day</span>"}
    ],
    "members": [{"email": "reader@x.example"}],
}
TABLES["posts_tags"] = [{"post_id": "p1", "tag_id": str(n), "sort_order": n} for n in (3, 1, 2)]


def export(folder: Path, *posts: dict, shape: str = "db", **tables: list) -> Path:
    data = {"posts": list(posts), **TABLES, **tables}
    whole = {"db": [{"meta": {"version": "5.1"}, "data": data}]}
    shapes = {"db": whole, "data": whole["db"][0], "inner": {"data": whole["db"][0]}, "bare": data}
    file = folder / "ghost.json"
    file.write_text(json.dumps(shapes[shape]), encoding="utf-8")
    return file


def only(found):
    (article,) = found.articles
    return article


@pytest.mark.parametrize("shape", ["db", "data", "inner", "bare"])
def test_a_post_brings_its_fields_whatever_the_shape_of_the_export(tmp_path, shape):
    article = only(read("ghost", export(tmp_path, POST, shape=shape)))
    assert (article.identity, article.headline, article.standfirst) == ("u-1", "Pier opens", "Short")
    assert (article.bylines, article.section, article.topics) == (("Ann Lee", "Bo Ek"), "Harbour", ("fish",))
    assert (article.slug, article.legacy, article.kind) == ("pier", ("/pier/",), "news")
    assert (article.published.isoformat(), article.updated) == ("2020-01-02T03:04:05+00:00", None)
    assert (article.picture.picture, article.picture.alt, article.picture.caption) == (
        "/content/images/2020/a.jpg",
        "A pier",
        "Dusk.",
    )
    assert article.pictures[0].credit == "Cy Day"
    assert "reader@x.example" not in repr(article) and "a@x.example" not in repr(article)


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"status": "draft"}, ""),
        ({"status": "scheduled"}, "scheduled"),
        ({"status": "sent"}, "e-mail"),
        ({"visibility": "members"}, "members only"),
        ({"visibility": "paid"}, "paid only"),
        ({"visibility": "tiers"}, "tiers only"),
    ],
)
def test_what_not_everybody_could_read_comes_in_as_a_draft(tmp_path, change, warning):
    article = only(read("ghost", export(tmp_path, {**POST, **change})))
    assert article.status == "draft" and warning in " ".join(article.warnings)


def test_a_page_is_a_page(tmp_path):
    found = read("ghost", export(tmp_path, {**POST, "type": "page"}, {**POST, "uuid": "u-2", "type": None, "page": 1}))
    assert [one.kind for one in found.articles] == ["page", "page"]


def test_the_oldest_exports_have_markdown_and_milliseconds(tmp_path):
    post = {
        "id": 1,
        "title": "Old",
        "slug": "old",
        "markdown": "#Sub\n\n![Cat](/images/c.jpg)\n\nOne *two*",
        "published_at": 1388318310783,
    }
    article = only(read("ghost", export(tmp_path, post, posts_meta=[])))
    assert [one["type"] for one in article.body] == ["heading", "figure", "text"]
    assert article.published.year == 2013


def lexical(*children: dict) -> str:
    return json.dumps({"root": {"type": "root", "children": list(children)}})


def paragraph(*children: dict) -> dict:
    return {"type": "paragraph", "children": list(children)}


def run(text: str, bits: int = 0) -> dict:
    return {"type": "extended-text", "text": text, "format": bits}


def test_every_card_of_the_newer_editor_is_shown(tmp_path):
    stored = lexical(
        paragraph(run("a "), run("b", 3), {"type": "link", "url": "https://x.example/", "children": [run("c")]}),
        {"type": "image", "src": "__GHOST_URL__/content/images/b.jpg", "alt": "B", "caption": "<b>Cap</b>"},
        {"type": "gallery", "images": [{"src": "/1.jpg", "alt": "one"}, {"src": "/2.jpg"}]},
        {"type": "bookmark", "url": "https://y.example/", "metadata": {"title": "Why"}},
        {"type": "embed", "url": "https://vimeo.com/1234567", "html": "<iframe src='https://evil.example'></iframe>"},
        {"type": "video", "src": "https://v.example/a.mp4", "caption": "Film"},
        {"type": "callout", "calloutEmoji": "!", "calloutText": "Look"},
        {"type": "toggle", "heading": "More", "content": "<p>inside</p>"},
        {"type": "codeblock", "code": "x = 1\n"},
        {"type": "button", "buttonUrl": "https://z.example/", "buttonText": "Go"},
        {"type": "html", "html": "<p>raw<script>alert(1)</script></p>"},
        {"type": "markdown", "markdown": "*md*"},
        {"type": "horizontalrule"},
        {"type": "list", "tag": "ol", "children": [
            {"type": "listitem", "children": [run("one")]},
            {"type": "listitem", "children": [
                {"type": "list", "tag": "ul", "children": [{"type": "listitem", "children": [run("two")]}]}
            ]},
        ]},
        {"type": "paywall"}, {"type": "email", "html": "<p>for subscribers</p>"}, {"type": "astrolabe"},
    )  # fmt: skip
    article = only(read("ghost", export(tmp_path, {**POST, "lexical": stored})))
    shown = "text figure gallery embed embed embed text heading text code text rule text"
    assert [one["type"] for one in article.body] == shown.split()
    text = words(article)
    assert '<p>a <strong><em>b</em></strong><a href="https://x.example/">c</a></p>' in text
    assert "<ol><li>one<ul><li>two</li></ul></li></ol>" in text
    assert "alert" not in text and "subscribers" not in text
    assert [one["title"] for one in article.body if one["type"] == "embed"] == ["Why", "", ""]
    assert "astrolabe" in " ".join(article.warnings)


def test_the_older_editor_is_understood(tmp_path):
    stored = {
        "version": "0.3.1",
        "markups": [["strong"], ["a", ["href", "https://x.example/"]]],
        "atoms": [["soft-return", "", {}]],
        "cards": [["card-markdown", {"markdown": "## Sub"}], ["hr", {}], ["image", {"src": "/i.jpg"}]],
        "sections": [
            [1, "p", [[0, [0], 0, "bold "], [0, [1], 2, "link"], [1, [], 0, 0], [0, [], 0, "after"]]],
            [3, "ul", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]],
            [10, 0], [10, 1], [10, 2], [10, 99], [2, "/old.png"], [1, "blockquote", [[0, [], 0, "said"]]],
        ],
    }  # fmt: skip
    article = only(read("ghost", export(tmp_path, {**POST, "mobiledoc": json.dumps(stored)})))
    assert article.body[0]["html"] == (
        '<p><strong>bold <a href="https://x.example/">link</a></strong><br>after</p><ul><li>one</li><li>two</li></ul>'
    )
    assert [one["type"] for one in article.body] == ["text", "heading", "rule", "figure", "figure", "quote"]


def test_a_stored_text_that_cannot_be_read_gives_way_to_the_html(tmp_path):
    for broken in ("{", "[" * 50_000, "7", '{"root": 7}', '{"root": {"children": [7, null, {"type": 9}]}}'):
        article = only(read("ghost", export(tmp_path, {**POST, "lexical": broken})))
        assert words(article) == "<p>Words</p>"


def test_fields_of_the_wrong_type_do_not_stop_the_import(tmp_path):
    odd = {**dict.fromkeys(POST, 7), "title": "Odd", "uuid": "u-9"}
    lists = {**{key: [7, {"x": None}] for key in POST}, "title": "Odd too", "uuid": "u-8"}
    assert len(read("ghost", export(tmp_path, odd, lists, POST)).articles) == 3


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"db": []}', '{"db": [{"data": {}}]}', "[" * 100_000, "<rss/>", "null"]
)
def test_what_is_no_export_is_refused_by_name(tmp_path, text):
    file = tmp_path / "ghost.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError, match=r"ghost\.json is not a Ghost export"):
        read("ghost", file)


PLAYERS = {"video", "audio", "bookmark"}


def said(html: str) -> str:
    """All words that blocks of this html hold, in order, without space."""
    blocks = html_to_blocks(html.replace("__GHOST_URL__", "")).blocks
    return re.sub(r"\s+", "", " ".join(plain_text(one.get("html") or one.get("text") or "") for one in blocks))


def test_lexical_says_the_same_as_the_html_that_ghost_makes_of_it():
    for pair in json.loads(real("ghost/pairs/lexical_to_html.json").read_text(encoding="utf-8")):
        assert html_to_blocks(Editors().lexical(pair["lexical"])).blocks == html_to_blocks(pair["html"]).blocks, pair


def test_mobiledoc_says_the_same_as_the_lexical_that_ghost_makes_of_it():
    pairs = json.loads(real("ghost/pairs/mobiledoc_lexical_html_conversion.json").read_text(encoding="utf-8"))
    for pair in pairs["mobiledoc-to-lexical"]:
        mine, theirs = Editors().mobiledoc(pair["input"]), Editors().lexical(pair["expected"])
        assert html_to_blocks(mine).blocks == html_to_blocks(theirs).blocks, pair["name"]


def test_cards_say_the_same_as_the_html_that_ghost_makes_of_them():
    silent = {"email", "email-cta"}
    for pair in json.loads(real("ghost/pairs/mobiledoc_card_to_html.json").read_text(encoding="utf-8")):
        if pair["card"] in silent or "email" in str(pair.get("options")):
            continue
        mine = card_html(pair["card"], pair["payload"])
        assert mine is not None, pair["card"]
        if pair["card"] in ("image", "gallery"):
            pictures = [one.key for one in html_to_blocks(mine).pictures]
            assert len(pictures) >= len(html_to_blocks(pair["html"]).pictures), pair  # Ghost skips some
        if pair["card"] not in PLAYERS:
            assert bool(said(mine)) == bool(said(pair["html"])), pair
        else:
            assert bool(html_to_blocks(mine).blocks) == bool(pair["html"]), pair


@pytest.mark.parametrize(
    ("file", "live", "drafts"),
    [
        ("tryghost-fixtures/export/v3_export.json", 7, 0),
        ("tryghost-fixtures/export/v4_export.json", 10, 1),
        ("tryghost-fixtures/export/valid.json", 2, 0),
        ("tryghost-fixtures/import/import-data-1.json", 1, 0),
        ("built/ghost-v5-dev.json.gz", 29, 31),
    ],
)
def test_real_exports_come_in(file, live, drafts):
    found = read("ghost", real(f"ghost/{file}"))
    assert (len(found.live()), len(found.drafts()), found.skipped) == (live, drafts, [])
