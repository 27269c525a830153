"""The desk itself: calm, light, and asking nobody else for anything."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

PAGES = ("/", "/articles/", "/images/", "/snippets/newsroom/topic/", "/account/", "/users/", "/reports/site-history/")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_desk_asks_no_other_host(editor, paper, address):
    answer = editor.get(address)
    assert answer.status_code == 200
    assert "'self'" in answer["Content-Security-Policy"] and "http" not in answer["Content-Security-Policy"]
    loaded = re.findall(r'<(?:script|img|link|iframe)\b[^>]*(?:src|href)="([^"]+)"', answer.content.decode())
    assert loaded and not [one for one in loaded if "//" in one]


def test_the_menu_has_what_editors_use_and_nothing_else(editor, paper):
    page = editor.get("/").content.decode()
    assert "Documents" not in page and "What's new" not in page and "Editor Guide" not in page
    assert reverse("wagtailadmin_pages:add", args=("newsroom", "articlepage", paper.pk)) in page


def test_files_of_the_desk_are_packed_and_kept_for_ever(editor):
    page = editor.get("/").content.decode()
    address = re.search(r'"(/static/wagtailadmin/css/core\.css\?v=\w+)"', page)[1]
    answer = editor.get(address, headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer["Cache-Control"]
    assert len(answer.content) < 60_000 < len(gzip.decompress(answer.content))
    again = editor.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["../settings.py", "%2e%2e/%2e%2e/etc/passwd", "", "wagtailadmin", "/etc/passwd"])
def test_only_files_of_the_desk_are_sent_as_such(stranger, name):
    assert stranger.get(f"/static/{name}").status_code == 404


def test_a_page_of_the_desk_is_packed_on_its_way(editor, paper):
    answer = editor.get("/pages/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 20_000


def test_the_first_page_says_what_readers_see(editor, paper, tmp_path, settings):
    from tamizdat.core.edition.manifest import Manifest
    from tamizdat.core.trust.sign import LASTS

    assert "Nothing yet" in editor.get("/").content.decode()
    manifest = Manifest(7, datetime(2026, 3, 1, tzinfo=UTC), "a" * 64, "b" * 64, 321, None)
    _write_tree(tmp_path, manifest.to_bytes(), datetime(2026, 3, 1, tzinfo=UTC) + LASTS["timestamp"])
    settings.HOME = type(settings.HOME)(tmp_path)
    page = editor.get("/").content.decode()
    assert "Edition <b>7</b>" in page and "321 files" in page
    assert "signature has run out" in page


def _write_tree(home, manifest, expires):
    import hashlib
    import json

    digest = hashlib.sha256(manifest).hexdigest()
    tree = home / "editions" / "current"
    (tree / "tuf").mkdir(parents=True)
    (tree / "o").mkdir()
    (tree / "o" / digest).write_bytes(manifest)
    roles = {
        "timestamp.json": {"meta": {"snapshot.json": {"version": 3}}, "expires": expires.isoformat()},
        "3.snapshot.json": {"meta": {"targets.json": {"version": 2}}},
        "2.targets.json": {"targets": {"manifest.json": {"hashes": {"sha256": digest}}}},
    }
    for name, signed in roles.items():
        (tree / "tuf" / name).write_text(json.dumps({"signed": signed}), encoding="utf-8")


def test_an_edition_that_cannot_be_read_does_not_close_the_desk(editor, paper, tmp_path, settings):
    (tmp_path / "editions" / "current" / "tuf").mkdir(parents=True)
    (tmp_path / "editions" / "current" / "tuf" / "timestamp.json").write_text("{")
    settings.HOME = type(settings.HOME)(tmp_path)
    assert editor.get("/").status_code == 200


def test_no_address_of_an_editor_is_logged(editor, caplog, capfd):
    with caplog.at_level("DEBUG"):
        editor.get("/pages/999/edit/", REMOTE_ADDR="203.0.113.9")
        editor.post("/login/", {"login": "x", "password": "y"}, REMOTE_ADDR="203.0.113.9")
    out, err = capfd.readouterr()
    assert "203.0.113.9" not in caplog.text + out + err
