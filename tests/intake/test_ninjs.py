"""ninjs lines come in; what is broken is named and the rest still comes."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path

import pytest

from tamizdat.shell.errors import RefusedError
from tests.intake.archives import read, real, words

PIER = {
    "uri": "urn:x:1",
    "pubStatus": "usable",
    "language": "ru",
    "firstCreated": "2020-01-02T03:04:05+03:00",
    "versionCreated": "2020-02-02T03:04:05Z",
    "headlines": [{"role": "short", "value": "No"}, {"role": "main", "value": "Pier <b>opens</b>"}],
    "descriptions": [{"role": "summary", "value": "It opens."}],
    "bodies": [{"role": "main", "contentType": "text/html", "value": '<p>One</p><img src="https://p.example/a.jpg">'}],
    "by": "Ann Lee, Bo Ek",
    "people": [
        {"name": "Ann Lee", "rel": "author"},
        {"name": "Bo Ek", "rel": "author"},
        {"name": "X", "rel": "subject"},
    ],
    "subjects": [{"name": "Harbour", "rel": "section"}, {"name": "piers", "rel": "topic"}],
    "altIds": [
        {"role": "legacy-url", "value": "https://old.example/pier"},
        {"role": "translation-group", "value": "g1"},
    ],
    "usageTerms": "CC BY",
    "associations": [
        {
            "name": "lead",
            "rel": "featured",
            "uri": "urn:pic",
            "type": "picture",
            "by": "Cy Day",
            "renditions": [{"href": "https://p.example/a.jpg", "width": 900}],
            "descriptions": [{"role": "alt", "value": "A pier"}, {"role": "caption", "value": "At dusk"}],
        }
    ],
}


def write(folder: Path, *objects: object, name: str = "a.jsonl") -> Path:
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in objects]
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_every_field_of_the_mapping_arrives(tmp_path):
    (article,) = read("ninjs", write(tmp_path, PIER)).articles
    assert (article.identity, article.headline, article.language) == ("urn:x:1", "Pier opens", "ru")
    assert article.published.isoformat() == "2020-01-02T00:04:05+00:00"
    assert article.updated.isoformat() == "2020-02-02T03:04:05+00:00"
    assert (article.section, article.topics, article.bylines) == ("Harbour", ("piers",), ("Ann Lee", "Bo Ek"))
    assert (article.legacy, article.group, article.licence) == (("https://old.example/pier",), "g1", "CC BY")
    assert (article.standfirst, article.status) == ("It opens.", "published")
    assert (article.picture.picture, article.picture.alt, article.picture.caption) == (
        "https://p.example/a.jpg",
        "A pier",
        "At dusk",
    )
    assert [(one.key, one.credit) for one in article.pictures] == [("https://p.example/a.jpg", "Cy Day")]


@pytest.mark.parametrize("packing", [gzip.compress, lzma.compress, lambda data: data])
def test_packed_lines_come_in_whatever_the_file_is_called(tmp_path, packing):
    file = tmp_path / "archive.bin"
    file.write_bytes(packing(json.dumps(PIER).encode() + b"\n"))
    assert len(read("ninjs", file).articles) == 1


def test_two_xz_files_joined_are_read_to_the_end(tmp_path):
    file = tmp_path / "a.xz"
    file.write_bytes(b"".join(lzma.compress(json.dumps({**PIER, "uri": f"u{n}"}).encode() + b"\n") for n in (1, 2)))
    assert len(read("ninjs", file).articles) == 2


def test_a_blank_line_is_a_paragraph_and_a_narrow_column_is_joined(tmp_path):
    narrow = "This line was broken by the width of a terminal, not\nby anybody who wanted it to end here.\n\nSecond"
    plain = {**PIER, "bodies": [{"contentType": "text/plain", "value": narrow + "\n\nA & B <i>"}]}
    (article,) = read("ninjs", write(tmp_path, plain)).articles
    assert article.body == (
        {
            "type": "text",
            "html": "<p>This line was broken by the width of a terminal, not by anybody who wanted it to end here.</p>"
            "<p>Second</p><p>A &amp; B &lt;i&gt;</p>",
        },
    )


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"pubStatus": "withheld"}, ""),
        ({"pubStatus": "canceled"}, "canceled"),
        ({"pubStatus": "odd"}, "unknown"),
        ({"embargoedUntil": "2027-01-01T00:00:00Z"}, "embargoed until 2027"),
        ({"embargoedUntil": "soon"}, "embargoed until soon"),
    ],
)
def test_what_may_not_be_used_never_comes_in_as_published(tmp_path, change, warning):
    (article,) = read("ninjs", write(tmp_path, {**PIER, **change})).articles
    assert article.status == "draft"
    assert warning in " ".join(article.warnings)


def test_an_embargo_that_is_over_no_longer_holds(tmp_path):
    (article,) = read("ninjs", write(tmp_path, {**PIER, "embargoedUntil": "2025-01-01T00:00:00Z"})).articles
    assert article.status == "published"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[1]", "not a ninjs object"),
        ('{"headlines": []}', "no uri"),
        ('{"uri": "u", "bodies": []}', "neither headline nor text"),
        ("[" * 100_000, "not JSON"),
        ('{"uri": "u", "x": ' + "9" * 10_000 + "}", "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_comes_in(tmp_path, line, reason):
    found = read("ninjs", write(tmp_path, PIER, line, {**PIER, "uri": "urn:x:2"}))
    assert len(found.articles) == 2
    (skipped,) = found.skipped
    assert reason in skipped.reason and (skipped.id == "line 2" or skipped.id == "u")


def test_a_line_that_is_not_utf8_is_named(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"uri": "\xff"}\n' + json.dumps(PIER).encode())
    found = read("ninjs", file)
    assert (len(found.articles), found.skipped[0].id) == (1, "line 1") and "UTF-8" in found.skipped[0].reason


def test_fields_of_the_wrong_type_do_not_stop_the_import(tmp_path):
    odd = {name: 7 for name in PIER if name not in ("uri", "headlines")}
    lists = {name: [7, None, {"value": 7}] for name in PIER if name not in ("uri", "headlines")}
    found = read("ninjs", write(tmp_path, {**PIER, **odd}, {**PIER, **lists, "uri": "urn:x:2"}))
    assert len(found.articles) == 2


def test_another_file_is_refused_with_its_first_reason(tmp_path):
    with pytest.raises(RefusedError, match="line 1: it is not JSON"):
        read("ninjs", write(tmp_path, "<rss>", "</rss>"))


@pytest.mark.parametrize(
    "name",
    ["en-wikinews", "eo-globalvoices", "ja-wikinews", "multi-debian", "multi-ntrex", "ru-golunov", "zh-twpresident"],
)
def test_real_sets_come_in_whole(name):
    file = real(f"ninjs/news-{name}.jsonl")
    found = read("ninjs", file)
    assert len(found.articles) == sum(1 for line in file.open() if line.strip()) and not found.skipped
    assert all(words(one) for one in found.articles)


def test_an_export_of_this_system_brings_its_blocks_corrections_and_links(tmp_path):
    blocks = [
        {"type": "text", "html": '<p>See <a href="article:abcdefgh23456">that</a><script>x</script></p>'},
        {"type": "figure", "picture": "media/1f.jpg", "alt": "A pier", "caption": "<em>Dusk</em>"},
        {"type": "gallery", "pictures": [{"picture": "media/2f.jpg"}, 7]},
        {"type": "table", "header": True, "rows": [["a", 7], "odd"]},
        {"type": "figure"}, {"type": "embed", "address": "javascript:x"}, {"type": "unheard"}, 7,
    ]  # fmt: skip
    bodies = [
        {"role": "main", "contentType": "text/html", "value": "<p>See that</p>"},
        {"role": "blocks", "contentType": "application/json", "value": json.dumps(blocks)},
        {
            "role": "correction",
            "contentType": "text/html",
            "value": '<time datetime="2021-05-06T07:08:09Z"></time>It is <em>40</em> m.',
        },
    ]
    associations = [
        {"rel": "main", "type": "picture", "by": "Cy", "renditions": [{"href": "media/1f.jpg"}]},
        {"rel": "related", "type": "text", "uri": "urn:tamizdat:article:abcdefgh23456"},
    ]
    (article,) = read("ninjs", write(tmp_path, {**PIER, "bodies": bodies, "associations": associations})).articles
    assert article.body == (
        {"type": "text", "html": '<p>See <a href="article:abcdefgh23456">that</a></p>'},
        {"type": "figure", "picture": "media/1f.jpg", "alt": "A pier", "caption": "<em>Dusk</em>"},
        {"type": "gallery", "pictures": [{"picture": "media/2f.jpg", "alt": "", "caption": ""}]},
        {"type": "table", "caption": "", "header": True, "rows": [["a", "7"]]},
    )
    assert article.corrections == ({"at": "2021-05-06T07:08:09Z", "html": "It is <em>40</em> m."},)
    assert (article.picture.picture, article.related) == ("media/1f.jpg", ("urn:tamizdat:article:abcdefgh23456",))
    assert [(one.key, one.credit) for one in article.pictures] == [("media/1f.jpg", "Cy"), ("media/2f.jpg", "")]


@pytest.mark.parametrize("told", ["", "{", "7", "[7]", "[" * 50_000])
def test_blocks_of_the_wrong_shape_give_way_to_the_html(tmp_path, told):
    bodies = [*PIER["bodies"], {"role": "blocks", "contentType": "application/json", "value": told}]
    (article,) = read("ninjs", write(tmp_path, {**PIER, "bodies": bodies})).articles
    assert words(article).startswith("<p>One</p>")
