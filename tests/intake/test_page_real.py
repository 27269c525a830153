"""Saved pages of real papers, where they are at hand; nothing of them is kept here."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tamizdat.intake.archive import ReadOptions
from tamizdat.intake.page import read as page
from tamizdat.newsroom.incoming import IncomingArticle

ROOT = Path(__file__).parents[2]
INPUT = Path(os.environ.get("TAMIZDAT_INPUT") or ROOT / "../shared/input")
OPTIONS = ReadOptions(language="en", find_media=lambda key: None)


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    """The benchmark's own reading of the sets."""
    if not (INPUT / "tools" / "score_extraction.py").is_file():
        pytest.skip(f"no saved pages at {INPUT} (set TAMIZDAT_INPUT)")
    spec = importlib.util.spec_from_file_location("extraction_benchmark", ROOT / "benchmarks" / "extraction.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_that_the_project_began_with() -> None:
    path = INPUT.parent / "seed" / "page.txt"
    if not path.is_file():
        pytest.skip(f"no page at {path} (set TAMIZDAT_INPUT)")
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    [article] = page.read(path, OPTIONS)
    assert isinstance(article, IncomingArticle)
    told = page.describe(article)
    start = lines.index(told["headline"])
    assert told["picture"] == {"credit": lines[start + 1], "caption": ""}
    assert told["paragraphs"] == lines[start + 2 : start + 10], "its eight paragraphs and nothing else"
    assert lines[start + 10].startswith("A Message from")


@pytest.mark.parametrize(
    ("name", "floor"), [("fundus", 0.95), ("newspaper", 0.93), ("readability", 0.92), ("plaintext", 0.82)]
)
def test_the_text_of_real_pages_is_found(benchmark: ModuleType, name: str, floor: float) -> None:
    samples = list(benchmark.SETS[name]())[::3]
    scores, _, _ = benchmark.measure(samples, "tamizdat")
    assert scores["f1"] >= floor
