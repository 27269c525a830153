"""A long page is fetched packed when a copy is made of it, and the copy is the same."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
import subprocess

import pytest

from tamizdat.core.canonical import digest
from tests.vectors.copy_base import BANNER, PAGE, TEXT, copy_edition
from tests.vectors.sides import ASSETS

CODE = """
const { readFileSync } = require("fs"), files = JSON.parse(readFileSync(0, "utf8")), asked = [];
const read = async (file, limit) => {
  asked.push(file);
  return files[file] ? new Uint8Array(Buffer.from(files[file], "base64")).subarray(0, limit + 1) : null;
};
(async () => {
  const { composeCopy } = await import(process.argv[1]);
  const text = await composeCopy(process.argv[2], process.argv[3], await read("/tuf/1.root.json", 14000), read);
  console.log(JSON.stringify({ text, asked }));
})();
"""


def compose(files: dict[str, bytes]) -> tuple[str, list[str]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed, so no copy was made.")
    given = json.dumps({name: base64.b64encode(data).decode() for name, data in files.items()})
    command = [node, "-e", CODE, (ASSETS / "verify-copy.js").as_uri(), PAGE, BANNER]
    done = json.loads(subprocess.run(command, input=given.encode(), capture_output=True, check=True).stdout)
    return done["text"], done["asked"]


def test_a_long_page_travels_packed() -> None:
    text = TEXT.replace("<p>", f"<p>{'word ' * 4_000}", 1)
    made, page = copy_edition(text), f"/o/{digest(text.encode())}"
    plain, asked = compose({name: data for name, data in made.files.items() if name != f"{page}.gz"})
    assert page in asked
    packed, asked = compose({**made.files, f"{page}.gz": gzip.compress(text.encode())})
    assert f"{page}.gz" in asked and page not in asked
    assert packed == plain
