"""Every vector has one answer, and both verifiers give it."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.vectors import make_vectors
from tests.vectors.sides import HERE, Case, lay_out, run_node, run_python

FILES = ["paths.json", "json.json", "nodes.json", "proofs.json", "manifests.json", "metadata.json", "pages.json"]
FILES += ["lists.json", "links.json", "copies.json"]


def read_cases(name: str) -> list[Case]:
    """The cases of a file; those of pages.json and copies.json are written as differences from one edition or copy."""
    value = json.loads((HERE / name).read_text(encoding="utf-8"))
    if isinstance(value, list):
        return value
    make = _copy if "copy" in value else _whole if "files" in value else _list
    return [make(value, case) for case in value["cases"]] + _composed(value)


def _list(value: dict[str, Any], case: Case) -> Case:
    return {"kind": "list", "root": value["root"], **case}


def _copy(value: dict[str, Any], case: Case) -> Case:
    text = value["copy"].replace(*case["change"]) if case["change"][0] else value["copy"]
    root = case.get("root", value["root"])
    return {"kind": "copy", **case, "bytes": {"text": text}, "root": root, "files": case.get("newest")}


def _composed(value: dict[str, Any]) -> list[Case]:
    """The copy itself, as it is made."""
    if "copy" not in value:
        return []
    made = {"kind": "compose", "path": "/en/2026/quay.html", "banner": "/copy/en.json"}
    return [{**made, "root": value["root"], "files": value["files"], "expect": {"text": value["copy"]}}]


def _whole(value: dict[str, Any], case: Case) -> Case:
    files = {**value["files"], **case["changes"]}
    return {
        "kind": "page",
        "root": value["root"],
        **case,
        "files": {path: data for path, data in files.items() if data is not None},
    }


def assert_right(cases: list[Case], results: list[Any]) -> None:
    assert len(cases) == len(results)
    for case, result in zip(cases, results, strict=True):
        assert result == case["expect"], case.get("name") or {**case, "files": "…"}


@pytest.mark.parametrize("name", FILES)
def test_python_gives_every_answer(name):
    cases = read_cases(name)
    assert_right(cases, [run_python(case) for case in cases])


def test_node_gives_every_answer(tmp_path):
    cases = [case for name in FILES for case in read_cases(name)]
    assert_right(cases, list(run_node(cases, tmp_path / "js")))


def test_a_browser_of_2020_without_ed25519_gives_every_answer(tmp_path):
    cases = [case for name in FILES for case in read_cases(name)]
    assert_right(cases, list(run_node(cases, tmp_path / "js", "run_old.mjs")))


def test_the_vectors_are_what_their_maker_makes():
    """Format 1 never changes: a change of these files is a change of the format."""
    for name, value in make_vectors.all_vectors().items():
        assert (HERE / name).read_text(encoding="utf-8") == make_vectors.to_text(value), name


def test_each_rule_of_a_page_check_has_a_vector():
    rules = {failure["rule"] for case in read_cases("pages.json") for failure in case["expect"]["failures"]}
    assert rules == {
        *[
            "missing",
            "digest",
            "length",
            "format",
            "signature",
            "version",
            "root-expired",
            "path",
            "absent",
            "unreachable",
        ]
    }


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Tests need no log."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of a folder with the verifier and a page that loads it."""
    folder = lay_out(tmp_path / "js")
    page = '<!doctype html><script type="module">window.cases = await import("./run_cases.js")</script>'
    (folder / "index.html").write_text(page)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_page_in_chromium_gives_every_answer(served, browser):
    cases = [case for name in FILES for case in read_cases(name)]
    page = browser.new_page()
    page.goto(served)
    page.wait_for_function("window.cases")
    results = page.evaluate("cases => window.cases.runCases(cases)", cases)
    page.close()
    assert_right(cases, results)
