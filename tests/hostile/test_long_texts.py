"""Texts of 200,000 characters that look for the slow way through a pattern: every field is read in a moment."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pytest

from tests.intake.archives import Read, read
from tests.intake.wxr import export, item

LENGTH = 200_000
SECONDS = 20
RUNS = {"at": "@", "letter": "a", "point": ".", "dash": "-", "line": "_", "less": "<", "space": "\u00a0", "by": "by "}
many = pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)


@contextmanager
def in_a_moment() -> Iterator[None]:
    """Fails when it takes more of the processor's time than it may."""

    def fail(*_: object) -> None:
        pytest.fail(f"it took more than {SECONDS} seconds")

    before = signal.signal(signal.SIGVTALRM, fail)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def bring(kind: str, file: Path, text: str) -> Read:
    file.write_text(text, encoding="utf-8")
    with in_a_moment():
        return read(kind, file)


@many
@pytest.mark.parametrize("field", ["author", "dc:creator", "media:credit"])
def test_an_author_of_a_feed(tmp_path: Path, run: str, field: str) -> None:
    text = f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
    <channel><title>T</title><item><title>Ship</title><guid>1</guid><description>Words.</description>
    <{field}>{escape(run * (LENGTH // len(run)))}</{field}></item></channel></rss>"""
    assert [one.headline for one in bring("feed", tmp_path / "feed.xml", text).articles] == ["Ship"]


@many
def test_an_author_of_a_ghost_export(tmp_path: Path, run: str) -> None:
    post = {"id": "1", "title": "Ship", "slug": "ship", "html": "<p>Words.</p>", "status": "published", "type": "post",
            "visibility": "public", "published_at": "2026-01-01T00:00:00.000Z", "author_id": "1"}  # fmt: skip
    users = [{"id": "1", "name": run * (LENGTH // len(run)), "slug": "x"}]
    text = json.dumps({"db": [{"meta": {"version": "5.0.0"}, "data": {"posts": [post], "users": users}}]})
    assert len(bring("ghost", tmp_path / "ghost.json", text).articles) == 1


@many
def test_a_creator_of_a_wordpress_export(tmp_path: Path, run: str) -> None:
    file = export(tmp_path, item(1, creator=run * (LENGTH // len(run))))
    with in_a_moment():
        assert len(read("wordpress", file).articles) == 1


@many
def test_an_author_of_a_page(tmp_path: Path, run: str) -> None:
    said = json.dumps({"@type": "NewsArticle", "headline": "Ship", "author": {"name": run * (LENGTH // len(run))}})
    body = "<p>The ship came into the harbour at dawn, and everybody stood there to see it.</p>" * 6
    text = f'<html><head><title>Ship</title><script type="application/ld+json">{said}</script></head><body>'
    assert bring("page", tmp_path / "page.html", f"{text}<article><h1>Ship</h1>{body}</article></body></html>").articles


def test_a_link_in_a_folder_of_pages_does_not_bring_in_a_file_of_this_machine(tmp_path: Path) -> None:
    secret, folder = tmp_path / "secret.txt", tmp_path / "pages"
    secret.write_text("The password\n\nis rope and lantern, and nobody else may ever know of it.\n")
    folder.mkdir()
    body = "<p>The ship came into the harbour at dawn, and everybody stood there to see it.</p>" * 6
    (folder / "ship.html").write_text(f"<html><title>Ship</title><body><article><h1>Ship</h1>{body}</article>")
    (folder / "leak.txt").symlink_to(secret)
    assert [one.headline for one in read("page", folder).articles] == ["Ship"]
