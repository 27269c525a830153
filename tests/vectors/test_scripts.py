"""What the reader's scripts are written in, and that they join into one."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tamizdat.pages.scripts import JOINED, join_scripts
from tests.vectors.sides import ASSETS

ONE_LINE_IMPORT = re.compile(r'import (?:\{ [\w, ]+ \} from )?"\./[\w-]+\.js";\Z')
EXPORT = re.compile(r"export (?=(?:async )?function |class |const |\{ [\w, ]+ \};\Z)")


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


@pytest.mark.parametrize("name", JOINED)
def test_the_verifier_joins_into_classic_scripts_of_2020(name, tmp_path):
    text = join_scripts(*JOINED[name])
    parse(tmp_path, text, 2020, "script")
    assert not re.search(r"^(import|export)\b(?!\()", text, re.MULTILINE)


def test_it_leaves_a_worker_room_within_14000_bytes():
    parts = [name for name in JOINED["worker.js"] if name.startswith("verify")]
    assert len(gzip.compress(join_scripts(*parts).encode(), 9)) <= 8_500


def test_the_ed25519_beside_is_small_says_whose_it_is_and_runs_either_way(tmp_path):
    text = (ASSETS / "ed25519.js").read_text(encoding="utf-8")
    assert len(text.encode()) < 14_000
    assert text.startswith("// Follows RFC 8032") and "Copyright (c) 2019 Paul Miller" in text
    for kind in ("module", "script"):  # class fields are of 2022, and in browsers since 2019
        parse(tmp_path, text, 2022, kind)
    assert not re.search(r"\?\?=|\|\|=|&&=|\.at\(|static \{|#\w+ ?[=(;]", text)
