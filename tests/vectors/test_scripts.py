"""What the reader's scripts are written in, and that they join into one."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.vectors.sides import ASSETS

IN_A_WORKER = ["verify-json", "verify-map", "verify-trust", "verify", "verify-list", "verify-copy"]
ONE_LINE_IMPORT = re.compile(r'import (?:\{ [\w, ]+ \} from )?"\./[\w-]+\.js";\Z')
EXPORT = re.compile(r"export (?=(?:async )?function |class |const )")


def joined(names: list[str]) -> str:
    """One classic script: no imports, no ``export``, no lines that are only a comment."""
    lines = [line for name in names for line in (ASSETS / f"{name}.js").read_text(encoding="utf-8").splitlines()]
    kept = (line for line in lines if not line.startswith("import ") and not line.lstrip().startswith("//"))
    return "".join(line.removeprefix("export ") + "\n" for line in kept)


def parse(folder: Path, text: str, year: int, kind: str) -> None:
    """By the parser that Node itself carries."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed, so the scripts were not parsed.")
    file = folder / "script.js"
    file.write_text(text, encoding="utf-8")
    code = (
        "const { parse } = require('internal/deps/acorn/acorn/dist/acorn');"
        f"parse(require('fs').readFileSync({str(file)!r}, 'utf8'), {{ ecmaVersion: {year}, sourceType: {kind!r} }})"
    )
    done = subprocess.run([node, "--expose-internals", "-e", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-800:]


@pytest.mark.parametrize("file", sorted(ASSETS.glob("verify*.js")), ids=lambda file: file.stem)
def test_each_verifier_is_a_module_of_2020(file, tmp_path):
    text = file.read_text(encoding="utf-8")
    parse(tmp_path, text, 2020, "module")
    for line in text.splitlines():
        assert not line.startswith("import ") or ONE_LINE_IMPORT.match(line), line
        assert not line.startswith("export ") or EXPORT.match(line), line


def test_what_the_worker_needs_joins_into_one_classic_script_of_2020(tmp_path):
    text = joined(IN_A_WORKER)
    parse(tmp_path, text, 2020, "script")
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)


def test_the_page_that_checks_can_join_all_of_them_too(tmp_path):
    parse(tmp_path, joined([*IN_A_WORKER, "verify-drop"]), 2020, "script")


def test_it_leaves_a_worker_room_within_14000_bytes():
    assert len(gzip.compress(joined(IN_A_WORKER).encode(), 9)) <= 10_200


def test_the_ed25519_beside_is_small_says_whose_it_is_and_runs_either_way(tmp_path):
    text = (ASSETS / "ed25519.js").read_text(encoding="utf-8")
    assert len(text.encode()) < 14_000
    assert text.startswith("// Follows RFC 8032") and "Copyright (c) 2019 Paul Miller" in text
    for kind in ("module", "script"):  # class fields are of 2022, and in browsers since 2019
        parse(tmp_path, text, 2022, kind)
    assert not re.search(r"\?\?=|\|\|=|&&=|\.at\(|static \{|#\w+ ?[=(;]", text)
