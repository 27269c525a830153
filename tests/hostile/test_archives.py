"""Archives that somebody wrote to do harm: refused or cleaned in bounded memory and time, with a line that says why."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.intake.archives import read, real, words
from tests.intake.wxr import HEAD, SPACES, cdata, export, item, meta, picture

MEMORY = 700 << 20
SECONDS = 60


def trial(kind: str, file: Path, *more: str) -> tuple[int, dict, str]:
    """``tamizdat import --dry-run --json`` in a process of its own with limits; (exit code, report, errors)."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    command = "from tamizdat.project.command_line import main; main()"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            command,
            "import",
            kind,
            str(file),
            "--dry-run",
            "--json",
            "--home",
            str(file.parent),
            *more,
        ],
        capture_output=True,
        text=True,
        timeout=2 * SECONDS,
        preexec_fn=limit,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert done.returncode in (0, 1), done
    return done.returncode, json.loads(done.stdout) if done.returncode == 0 else {}, done.stderr


def pour(file: Path, parts: Iterator[bytes], opener: Callable = open) -> Path:
    """Write a large file piece by piece."""
    with opener(file, "wb") as out:
        for part in parts:
            out.write(part)
    return file


def large(start: bytes, middle: bytes, megabytes: int, end: bytes) -> Iterator[bytes]:
    yield start
    for _ in range(megabytes):
        yield middle * ((1 << 20) // len(middle))
    yield end


LAUGHS = "<!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12)
) + "]>"  # fmt: skip


def test_an_entity_bomb_is_never_expanded_and_the_posts_come_in(tmp_path):
    bomb = item(1).replace("Post 1", "]]>Bomb &m; here<![CDATA[")
    code, found, _ = trial("wordpress", export(tmp_path, bomb, item(2), before=LAUGHS))
    assert (code, found["created"]) == (0, 2)
    told = " ".join(found["warnings"])
    assert "document type" in told and "?p=1" in told and "entities" in told


def test_an_external_entity_opens_no_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-words", encoding="utf-8")
    before = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'
    leak = (
        item(1, title="").replace("<![CDATA[]]></title>", "Leak &x;</title>").replace("<![CDATA[<p>Words</p>]]>", "&x;")
    )
    file = export(tmp_path, leak, item(2), before=before)
    found = read("wordpress", file)
    assert [one.headline for one in found.articles] == ["Leak", "Post 2"]
    assert "the-secret-words" not in repr(found)


@pytest.mark.parametrize("before", ["<!DOCTYPE rss [<!ENTITY a '", "<!DOCTYPE rss [" + "<!ENTITY a 'x'>" * 100_000])
def test_a_document_type_without_end_is_refused(tmp_path, before):
    code, _, errors = trial("wordpress", export(tmp_path, item(1), before=before))
    assert code == 1 and "document type" in errors


@pytest.mark.long
def test_a_post_of_a_gigabyte_is_left_out_by_name_and_the_rest_comes_in(tmp_path):
    start = f"<rss {SPACES.format('http')}>{HEAD}{item(1)}<item><title>Huge</title><content:encoded><![CDATA[".encode()
    end = f"]]></content:encoded></item>{item(2)}</channel></rss>".encode()
    code, found, _ = trial("wordpress", pour(tmp_path / "a.xml", large(start, b"<p>x</p>", 1024, end)))
    assert (code, found["created"]) == (0, 2)
    assert "item 2" in found["skipped"][0]["id"] and "larger" in found["skipped"][0]["reason"]


@pytest.mark.long
def test_a_line_of_a_gigabyte_is_left_out_by_number_and_the_rest_comes_in(tmp_path):
    good = json.dumps({"uri": "u", "headlines": [{"value": "H"}]}).encode() + b"\n"
    parts = large(good + b'{"uri": "', b"x", 1024, b'"}\n' + good.replace(b'"u"', b'"v"'))
    code, found, _ = trial("ninjs", pour(tmp_path / "a.jsonl", parts))
    assert (code, found["created"]) == (0, 2)
    assert found["skipped"] == [{"id": "line 2", "reason": found["skipped"][0]["reason"]}]
    assert "longer" in found["skipped"][0]["reason"]


@pytest.mark.long
@pytest.mark.parametrize("opener", [gzip.open, lzma.open])
def test_a_packed_bomb_without_lines_is_refused_in_bounded_memory(tmp_path, opener, monkeypatch):
    file = pour(tmp_path / "bomb", large(b"", b"\0" * 1024, 300, b""), opener)
    code, _, errors = trial("ninjs", file)
    assert code == 1 and "line 1" in errors


@pytest.mark.long
def test_a_ghost_export_that_is_too_large_is_refused_by_its_size(tmp_path):
    file = pour(tmp_path / "a.json.gz", large(b'{"posts": [{"html": "', b"x", 600, b'"}]}'), gzip.open)
    code, _, errors = trial("ghost", file)
    assert code == 1 and ("512 MB" in errors or "memory" in errors)


def test_ten_thousand_nested_tags_come_in_from_every_kind(tmp_path):
    deep = "<div><blockquote><ul><li>" * 10_000 + "words"
    (tmp_path / "w").mkdir()
    code, found, _ = trial("wordpress", export(tmp_path / "w", item(1, deep)))
    assert (code, found["created"]) == (0, 1) and "nested" in " ".join(found["warnings"])
    file = tmp_path / "a.jsonl"
    bodies = [{"contentType": "text/html", "value": deep}]
    file.write_text(json.dumps({"uri": "u", "headlines": [{"value": "H"}], "bodies": bodies}), encoding="utf-8")
    assert trial("ninjs", file)[1]["created"] == 1
    nested = '{"type":"quote","children":[' * 400 + "]}" * 400
    post = {"title": "T", "slug": "t", "lexical": f'{{"root":{{"children":[{nested}]}}}}', "html": deep}
    ghost = tmp_path / "g.json"
    ghost.write_text(json.dumps({"posts": [post]}), encoding="utf-8")
    assert trial("ghost", ghost)[1]["created"] == 1


ENDLESS = [
    "[caption]" * 200_000 + "[/caption]",
    "[gallery " * 200_000,
    "[[" * 300_000,
    '[x y="' * 200_000,
    "<!-- wp:paragraph " * 100_000,
    '<!-- wp:x {"a":' * 100_000,
    "\n\n" * 1_000_000,
    "<" * 1_000_000,
    "<a " * 500_000,
    "<br>" * 500_000,
    "&" * 1_000_000,
    "<img srcset='" + "a 1w, " * 100_000 + "'>",
    "<table>" + "<tr>" + "<td rowspan=999999 colspan=999999>x" * 30_000,
    "<ul>" * 100_000 + "<li>" * 100_000,
    "<figure>" * 5_000 + "<img src=a.jpg>" * 5_000,
    "<p>" + "<b>x" * 100_000,
    "<p>" + "x. Photo: " * 100_000,
    "<!-- wp:paragraph -->" + '<!-- wp:block {"ref":2} /-->' * 100_000,
    "[gallery]" * 100_000,
    "<!--" * 300_000,
    "<pre>" * 300_000,
    "<script>" * 300_000,
    "<figure><img src=a.jpg><figcaption>" + "Photo Photo " * 400 + "</figcaption></figure>",
    "https://" + "[" * 500_000,
]
"""Texts made to take for ever."""


def test_texts_made_to_take_for_ever_do_not(tmp_path):
    shared = item(2, "<p>" + "word " * 200_000, post_type="wp_block")
    library = [picture(n, f"p{n}.jpg", parent="1") for n in range(10, 40)]
    posts = [item(100 + n, content) for n, content in enumerate(ENDLESS)]
    code, found, _ = trial("wordpress", export(tmp_path, *posts, shared, *library))
    assert code == 0 and found["created"] + len(found["skipped"]) == len(posts)
    assert found["created"] > len(posts) / 2


XSS = '"><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>'


def test_a_script_in_any_field_of_a_wordpress_export_does_no_harm(tmp_path):
    post = item(
        1, XSS, title=XSS, excerpt=XSS, post_name=XSS, link=XSS.replace("<", "&lt;"),
        more=meta("_thumbnail_id", "9") + f'<category domain="category">{cdata(XSS)}</category>'
        f'<category domain="post_tag">{cdata(XSS)}</category>',
    )  # fmt: skip
    lead = picture(9, "a.jpg", caption=XSS, alt=XSS, more=meta("_media_credit", XSS))
    assert_harmless(read("wordpress", export(tmp_path, post, lead)).articles)


def test_a_script_in_any_field_of_the_other_kinds_does_no_harm(tmp_path):
    ninjs = {
        "uri": "u", "headlines": [{"value": XSS}], "descriptions": [{"value": XSS}], "usageTerms": XSS, "by": XSS,
        "bodies": [{"role": "main", "contentType": "text/html", "value": XSS}, {"role": "correction", "value": XSS}],
        "subjects": [{"rel": "section", "name": XSS}, {"name": XSS}], "located": XSS,
        "altIds": [{"role": "legacy-url", "value": "javascript:alert(1)"}],
        "associations": [{"type": "picture", "rel": "featured", "uri": "javascript:alert(1)", "by": XSS}],
    }  # fmt: skip
    lines = tmp_path / "a.jsonl"
    lines.write_text(json.dumps(ninjs), encoding="utf-8")
    assert_harmless(read("ninjs", lines).articles)
    card = {"type": "image", "src": "javascript:alert(1)", "alt": XSS, "caption": XSS}
    cards = [card, {"type": "html", "html": XSS}, {"type": "bookmark", "url": "javascript:alert(1)", "title": XSS},
             {"type": "embed", "url": "javascript:alert(1)", "html": XSS}, {"type": "callout", "calloutText": XSS},
             {"type": "heading", "tag": "script", "children": [{"type": "text", "text": XSS}]},
             {"type": "link", "url": "javascript:alert(1)", "children": [{"type": "text", "text": XSS}]}]  # fmt: skip
    post = {"title": XSS, "slug": XSS, "uuid": "u", "lexical": json.dumps({"root": {"children": cards}})}
    ghost = tmp_path / "g.json"
    ghost.write_text(json.dumps({"posts": [post]}), encoding="utf-8")
    assert_harmless(read("ghost", ghost).articles)


def assert_harmless(articles: list) -> None:
    """Html is marked up harmlessly; plain fields may hold any words, for they are escaped on the page."""
    assert articles
    for article in articles:
        html = json.dumps([{key: value for key, value in one.items() if key != "text"} for one in article.body])
        html += json.dumps([one["html"] for one in article.corrections])
        html += article.picture.caption if article.picture else ""
        assert "<script" not in html and "<img" not in html and '<a href=\\"javascript' not in html
        assert all(not str(block.get("address", "")).startswith("javascript") for block in article.body)
        assert all(not one.key.startswith("javascript") for one in article.pictures)
        assert "<script" not in article.headline


def test_dots_in_names_reach_nothing_outside_of_the_media_folder(tmp_path):
    (tmp_path / "media").mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"\xff\xd8\xffsecret")
    names = ["../secret.jpg", "..%2fsecret.jpg", "....//secret.jpg", "a/../../secret.jpg"]
    content = "".join(f'<p><img src="https://old.example/{name}"></p><img src="{name}">' for name in names)
    code, found, _ = trial("wordpress", export(tmp_path, item(1, content)), "--media", str(tmp_path / "media"))
    assert code == 0 and found["missing_media"]
    assert "secret" not in json.dumps([one for one in found["warnings"] if "secret" in one])


def test_broken_encodings_are_repaired_or_named_and_the_rest_comes_in(tmp_path):
    file = export(tmp_path, item(1, "caf\udce9 \x0b&#11; ok"), item(2))
    found = read("wordpress", file)
    assert len(found.articles) == 2 and "UTF-8" in " ".join(found.articles[0].warnings)
    text = export(tmp_path, item(1, "Пирс")).read_text(encoding="utf-8")
    for name in ("windows-1251", "utf-16", "koi8-r"):
        file.write_bytes(text.replace('encoding="UTF-8"', f'encoding="{name}"').encode(name))
        assert words(read("wordpress", file).articles[0]) == "<p>Пирс</p>", name
    file.write_bytes(text.replace('encoding="UTF-8"', 'encoding="zip"').encode())
    assert words(read("wordpress", file).articles[0]) == "<p>Пирс</p>"


def test_the_naughty_strings_come_in_as_titles_and_texts(tmp_path):
    strings = json.loads(real("security/blns/blns.json").read_text(encoding="utf-8"))
    lines = tmp_path / "a.jsonl"
    objects = [
        {"uri": f"u{n}", "headlines": [{"value": one}], "bodies": [{"value": one + " x"}]}
        for n, one in enumerate(strings)
    ]
    lines.write_text("\n".join(json.dumps(one) for one in objects), encoding="utf-8")
    found = read("ninjs", lines)
    assert len(found.articles) == len(strings) and not found.skipped


def test_the_lists_of_dompurify_leave_no_script_in_any_block():
    cases = json.loads(real("security/html-xss/dompurify_expect.json").read_text(encoding="utf-8"))
    from tamizdat.intake.html.to_blocks import html_to_blocks

    for case in cases:
        blocks = html_to_blocks(case["payload"]).blocks
        html = json.dumps([block.get("html") or block.get("caption") or "" for block in blocks]).lower()
        assert "<script" not in html and " on" not in "".join(part.split(">")[0] for part in html.split("<")[1:]), case
        assert 'href=\\"javascript' not in html and 'href=\\"data' not in html, case


@pytest.mark.long
@pytest.mark.parametrize("kind", ["wordpress", "ninjs", "ghost"])
def test_no_hostile_file_of_the_collection_ends_in_a_traceback(kind):
    files = [*real("security/xml").iterdir(), *real("security/bombs").iterdir()]
    for file in files:
        if file.is_file():
            code, _, errors = trial(kind, file)
            assert code == 1 and file.name in errors
