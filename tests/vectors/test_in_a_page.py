"""The verifier at work: a page in Chromium that checks an edition on a mirror."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.reading.edition import NOW, make_edition
from tests.vectors.sides import ASSETS

pytestmark = pytest.mark.browser
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"


class Mirror(http.server.SimpleHTTPRequestHandler):
    """A folder with the policy that mirrors send; the scripts lie beside the edition."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        if path.startswith("/verify"):
            return str(ASSETS / path[1:])
        return super().translate_path(path)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Tests need no log."""


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def page(browser, edition, tmp_path) -> Iterator[Any]:
    edition.write(tmp_path)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Mirror, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(f"http://127.0.0.1:{server.server_port}/fa/خبر.html")
    yield opened
    context.close()
    server.shutdown()
    server.server_close()


CHECK = """async ([root, now]) => {
  const { checkPath, pathOf } = await import("/verify.js"), { canCheck } = await import("/verify-trust.js");
  if (!(await canCheck())) throw new Error("no Ed25519");
  return checkPath("/", pathOf(location.pathname), root, now);
}"""
READ = """async ([digest, length]) => {
  const { readObject } = await import("/verify.js");
  try {
    return new TextDecoder().decode(await readObject({ digest, length }, "/"));
  } catch (error) {
    return error.rule;
  }
}"""
FA = "/fa/%D8%AE%D8%A8%D8%B1.html"


def check(page, edition):
    found = page.evaluate(CHECK, [edition.root.decode(), NOW.timestamp() * 1000])
    return found["verdict"], [(one["file"], one["rule"]) for one in found["failures"]]


def test_a_page_checks_itself(page, edition):
    assert check(page, edition) == ("current", [])


def test_a_page_that_was_changed_says_so(page, edition, tmp_path):
    file = tmp_path / "fa" / "خبر.html"
    file.write_bytes(edition.files[FA].replace("سلام".encode(), "سلان".encode()))
    os.utime(file, (2e9, 2e9))  # so that the server does not answer "not modified"
    page.reload()
    assert check(page, edition) == ("refused", [(FA, "digest")])


def test_a_page_that_was_put_there_says_so(page, edition, tmp_path):
    (tmp_path / "lie.html").write_bytes(b"<h1>lies")
    page.goto(page.url.rpartition("/fa/")[0] + "/lie.html")
    assert check(page, edition) == ("refused", [("/lie.html", "absent")])


def test_the_words_themselves_come_from_objects_packed_or_not(page, edition, tmp_path):
    name, data = next(
        (p[3:-3], edition.files[p[:-3]]) for p in edition.files if p.startswith("/o/") and p.endswith(".gz")
    )
    objects = tmp_path / "o"
    assert page.evaluate(READ, [name, len(data)]) == data.decode()
    (objects / f"{name}.gz").write_bytes(b"\x1f\x8b not gzip")
    assert page.evaluate(READ, [name, len(data)]) == data.decode()
    (objects / f"{name}.gz").unlink()
    assert page.evaluate(READ, [name, len(data)]) == data.decode()
    (objects / name).write_bytes(data + b"!")
    os.utime(objects / name, (2e9, 2e9))  # so that the server does not answer "not modified"
    assert page.evaluate(READ, [name, len(data)]) == "length"
    (objects / name).unlink()
    assert page.evaluate(READ, [name, len(data)]) == "missing"


def test_each_script_is_small_and_names_its_format():
    for script in ASSETS.glob("verify*.js"):
        text = script.read_text(encoding="utf-8")
        assert text.startswith("// Follows docs/formats/edition-v1.md")
        assert len(text.encode()) < 14_000
