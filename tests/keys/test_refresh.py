"""A machine that holds a timestamp key and nothing else keeps an edition fresh."""

from __future__ import annotations

import json
import shutil
import threading
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tamizdat.core.trust.verdict import judge_metadata
from tamizdat.keys.holders import Held
from tamizdat.keys.refresh import refresh
from tamizdat.keys.rehearsal import Rehearsal
from tamizdat.keys.request import Change
from tamizdat.reading.folder import Folder
from tamizdat.shell.errors import RefusedError
from tests.keys.newsroom import NOW, SECRET, hold_ceremony, make_holder, run

LATER = NOW + timedelta(hours=30)


def with_refresher(tmp_path: Path) -> tuple[Rehearsal, Held, bytes]:
    """A signed edition of a newsroom whose root names a second machine for timestamps."""
    newsroom = hold_ceremony(tmp_path)
    machine = make_holder(tmp_path, "machine", "timestamp")
    newsroom.change(Change(add=(machine.key.half,)))
    newsroom.home.folder.rename(tmp_path / "newsroom")
    copy = Rehearsal(tmp_path, NOW, 2)
    copy.sign_edition()
    return copy, machine, (copy.home.keys / "1.root.json").read_bytes()


def test_it_makes_a_stale_edition_current_and_changes_nothing_else(tmp_path: Path) -> None:
    copy, machine, root = with_refresher(tmp_path)
    late = NOW + timedelta(days=3)
    read = Folder(copy.tree).read
    assert judge_metadata(root, read, late).expired == ("timestamp",)
    before = {file.name: file.read_bytes() for file in (copy.tree / "tuf").iterdir()}
    data = refresh(read, root, machine.signer, late)
    assert data is not None
    (copy.tree / "tuf" / "timestamp.json").write_bytes(data)
    after = {file.name: file.read_bytes() for file in (copy.tree / "tuf").iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"timestamp.json"}
    assert judge_metadata(root, read, late).expired == ()


def test_a_fresh_one_is_left_alone(tmp_path: Path) -> None:
    copy, machine, root = with_refresher(tmp_path)
    assert refresh(Folder(copy.tree).read, root, machine.signer, NOW + timedelta(hours=5)) is None
    assert refresh(Folder(copy.tree).read, root, machine.signer, NOW + timedelta(hours=5), always=True)


def test_neither_machine_falls_behind_the_other(tmp_path: Path) -> None:
    """Otherwise a reader who saw the one would refuse the other as a rollback."""
    copy, machine, root = with_refresher(tmp_path)
    mirror = tmp_path / "mirror"
    shutil.copytree(copy.tree, mirror)
    for hours in range(7, 100, 7):  # the newsroom is switched off, the mirror is kept fresh
        data = refresh(Folder(mirror).read, root, machine.signer, NOW + timedelta(hours=hours))
        assert data is not None
        (mirror / "tuf" / "timestamp.json").write_bytes(data)
    seen = judge_metadata(root, Folder(mirror).read, NOW + timedelta(hours=100)).versions
    copy.now = NOW + timedelta(hours=98, minutes=-3)  # its clock is three minutes slow
    copy.sign_edition()
    trust = judge_metadata(root, Folder(copy.tree).read, NOW + timedelta(hours=100), seen)
    assert trust.versions.timestamp > seen.timestamp


def test_a_key_that_the_root_does_not_name_refreshes_nothing(tmp_path: Path) -> None:
    copy, _, root = with_refresher(tmp_path)
    stranger = make_holder(tmp_path, "stranger", "timestamp")
    with pytest.raises(RefusedError, match="may not sign timestamps under root 3"):
        refresh(Folder(copy.tree).read, root, stranger.signer, LATER)


def test_a_root_key_refreshes_nothing_either(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    newsroom.home.folder.rename(tmp_path / "newsroom")
    copy = Rehearsal(tmp_path, NOW, 2)
    copy.sign_edition()
    root = (copy.home.keys / "1.root.json").read_bytes()
    with pytest.raises(RefusedError, match="may not sign timestamps"):
        refresh(Folder(copy.tree).read, root, newsroom.held[0].signer, LATER)


def test_a_false_tree_is_not_made_fresh(tmp_path: Path) -> None:
    copy, machine, root = with_refresher(tmp_path)
    pointer = json.loads((copy.tree / "tuf" / "timestamp.json").read_bytes())
    pointer["signed"]["version"] += 1
    (copy.tree / "tuf" / "timestamp.json").write_bytes(
        json.dumps(pointer, sort_keys=True, separators=(",", ":")).encode()
    )
    with pytest.raises(RefusedError, match="not signed as it should be"):
        refresh(Folder(copy.tree).read, root, machine.signer, LATER)


def test_expired_snapshots_are_not_hidden_behind_a_fresh_timestamp(tmp_path: Path) -> None:
    copy, machine, root = with_refresher(tmp_path)
    with pytest.raises(RefusedError, match="Snapshot or targets of this edition have expired"):
        refresh(Folder(copy.tree).read, root, machine.signer, NOW + timedelta(days=91))


def test_a_wrong_clock_signs_nothing(tmp_path: Path) -> None:
    copy, machine, root = with_refresher(tmp_path)
    with pytest.raises(RefusedError, match="clock is wrong"):
        refresh(Folder(copy.tree).read, root, machine.signer, NOW - timedelta(minutes=6))


def test_the_command_works_on_a_folder_and_on_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy, machine, _ = with_refresher(tmp_path)
    root = copy.home.keys / "1.root.json"
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    given = ("--root", root, "--key", machine.file, "--passphrase-file", secret, "--always")
    monkeypatch.setattr("tamizdat.keys.refresh_command.datetime", _Clock)
    assert "Signed:" in run("refresh", "--tree", copy.tree, *given)
    handler = partial(SimpleHTTPRequestHandler, directory=copy.tree)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        assert "name a file with --out" in run("refresh", "--tree", address, *given, code=2)
        run("refresh", "--tree", address, *given, "--out", tmp_path / "timestamp.json")
    finally:
        server.shutdown()
        server.server_close()
    first = json.loads((copy.tree / "tuf" / "timestamp.json").read_bytes())["signed"]["version"]
    assert json.loads((tmp_path / "timestamp.json").read_bytes())["signed"]["version"] == first + 1


def test_a_loose_passphrase_file_is_refused(tmp_path: Path) -> None:
    copy, machine, _ = with_refresher(tmp_path)
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o644)
    said = run("refresh", "--tree", copy.tree, "--root", copy.home.keys / "1.root.json", "--key", machine.file,
               "--passphrase-file", secret, code=1)  # fmt: skip
    assert f"chmod 600 {secret}" in said


class _Clock:
    """Thirty hours after the edition."""

    @staticmethod
    def now(_zone: object) -> object:
        return LATER
