"""The export is ninjs that others can read, and that this system reads back."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tamizdat.newsroom import doors
from tamizdat.newsroom.export_articles import export_articles
from tamizdat.newsroom.export_command import export
from tamizdat.newsroom.models import Fact
from tests.newsroom.bring import NOW, article, page, publish
from tests.newsroom.rich import rich_archive

pytestmark = pytest.mark.usefixtures("newsroom")
INPUT = Path(os.environ.get("TAMIZDAT_INPUT") or Path(__file__).parents[2] / "../shared/input")
SCHEMA = INPUT / "ninjs" / "ninjs-schema_3.1.json"
WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def exported(newsroom: None) -> dict[str, dict[str, Any]]:
    publish(*rich_archive())
    return {one["uri"].rpartition(":")[2]: one for one in export_articles()}


def check(value: Any, schema: dict[str, Any], defs: dict[str, Any], where: str) -> None:
    """As much of JSON Schema as the schema of ninjs needs for what we write."""
    while "$ref" in schema:
        inside = {key: one for key, one in schema.items() if key != "$ref"}
        named = defs[schema["$ref"].rpartition("/")[2]]
        schema = {**named, **inside, "properties": {**named.get("properties", {}), **inside.get("properties", {})}}
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float)}
    assert isinstance(value, kinds[schema["type"]]), f"{where} is not {schema['type']}"
    assert value in schema.get("enum", [value]), f"{where} is none of {schema.get('enum')}"
    if schema.get("format") == "date-time":
        assert WRITTEN.fullmatch(value), f"{where} is no time"
    if isinstance(value, dict):
        assert set(schema.get("required", [])) <= set(value), f"{where} lacks something"
        for key, one in value.items():
            assert key in schema["properties"], f"{where} has an unknown {key}"
            check(one, schema["properties"][key], defs, f"{where}.{key}")
    if isinstance(value, list):
        for number, one in enumerate(value):
            check(one, schema["items"], defs, f"{where}[{number}]")


@pytest.mark.skipif(not SCHEMA.is_file(), reason=f"the schema of ninjs is not at {SCHEMA}")
def test_every_line_is_valid_ninjs(exported: dict[str, dict[str, Any]]):
    schema = json.loads(SCHEMA.read_text())
    assert len(exported) == 8
    for one in exported.values():
        check(one, schema, schema["$defs"], one["uri"])
    with pytest.raises(AssertionError, match="unknown"):
        check({**one, "colour": "red"}, schema, schema["$defs"], "line")


def test_the_line_tells_the_whole_article(exported: dict[str, dict[str, Any]]):
    one = exported[page("full").public_id]
    assert (one["pubStatus"], one["language"], one["slugline"], one["located"]) == (
        "usable",
        "en",
        "full-story",
        "Harbour",
    )
    assert (one["firstCreated"], one["versionCreated"]) == ("2026-01-04T09:00:00Z", "2026-01-20T08:30:01Z")
    assert one["subjects"] == [
        {"name": "Harbour", "rel": "section"},
        {"name": "Tides", "rel": "topic"},
        {"name": "Ships", "rel": "topic"},
    ]
    assert {"role": "legacy-url", "value": "https://old.example/full?id=1"} in one["altIds"]
    html, blocks, correction = one["bodies"]
    assert "<h3>A subhead &lt; here</h3>" in html["value"] and "<figcaption>Low <em>water</em>" in html["value"]
    assert [block["type"] for block in json.loads(blocks["value"])] == [b["type"] for b in rich_archive()[0].body]
    assert correction["value"] == '<time datetime="2026-01-09T10:00:00Z"></time>It was <em>Tuesday</em>.'
    lead = one["associations"][0]
    assert (lead["rel"], lead["by"], lead["usageTerms"]) == ("main", "Ann Lamp", "CC0")
    assert [each["uri"] for each in one["associations"] if each["rel"] == "related"] == [
        f"urn:tamizdat:article:{page(name).public_id}" for name in ("later", "plain", "ru")
    ]


def test_drafts_are_exported_as_withheld_and_undated_without_a_time(exported: dict[str, dict[str, Any]]):
    assert exported[page("draft").public_id]["pubStatus"] == "withheld"
    assert "firstCreated" not in exported[page("undated").public_id]


def test_the_command_writes_lines_and_originals_beside_them(newsroom: None, tmp_path: Path):
    publish(*rich_archive())
    ran = CliRunner().invoke(export, [str(tmp_path / "all.jsonl"), "--json"], catch_exceptions=False)
    assert json.loads(ran.stdout) == {"articles": 8, "missing_media": [], "pictures": 2}
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    named = {
        shape["href"] for one in lines for each in one.get("associations", ()) for shape in each.get("renditions", ())
    }
    assert len(named) == 2
    for href in named:
        data = (tmp_path / href).read_bytes()
        assert Path(href).stem == hashlib.sha256(data).hexdigest()
    assert (tmp_path / "all.jsonl").stat().st_mode & 0o077 == 0


def test_an_exported_article_comes_back_under_its_own_id_and_in_its_group(exported: dict[str, dict[str, Any]]):
    public_id, group = page("full").public_id, page("full").group
    uri = f"urn:tamizdat:article:{public_id}"
    told = next(one["value"] for one in exported[public_id]["altIds"] if one["role"] == "translation-group")
    page("full").delete()
    Fact.objects.all().delete()
    doors.accept_articles("ninjs", [replace(article(), identity=uri, group=told)], now=NOW)
    assert (page(uri).public_id, page(uri).group) == (public_id, group)
