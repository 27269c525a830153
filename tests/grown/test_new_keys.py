"""New roots and new online keys reach a public tree that lies in a bucket."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tamizdat.keys.accept import accept
from tamizdat.keys.carried import sign_carried
from tamizdat.keys.ceremony import draft_ceremony, sign_together
from tamizdat.keys.files import read_keys
from tamizdat.keys.request import Change, make_request, plan_change
from tamizdat.press.places import find_places, open_memory_at
from tamizdat.press.press_edition import Press
from tamizdat.press.sign import refresh_metadata
from tamizdat.shell.bucket import Bucket as OpenBucket
from tamizdat.shell.home import Home
from tests.grown.homes import write_settings
from tests.grown.presses import NOW, make_room, press, public_tree, verdict
from tests.grown.servers import Bucket
from tests.keys.newsroom import make_holder


def refresh(home: Home) -> bool:
    with closing(open_memory_at(find_places(home).memory)) as memory:
        return refresh_metadata(home, Press(home, memory).slots, NOW + timedelta(minutes=1))


def test_new_online_keys_sign_a_bucket_again_and_the_pointer_goes_last(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(write_settings(tmp_path / "far", bucket.lines()))
    press(home.folder, make_room(5))
    planned = plan_change(home, Change(online=("edition", "timestamp")), NOW)
    accept(home, sign_carried(planned, read_keys(home).roots[:2]), NOW)
    written: list[str] = []
    real = OpenBucket.write

    def noting(self: OpenBucket, path: str, *rest: object, **more: object) -> None:
        written.append(path)
        real(self, path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(OpenBucket, "write", noting)
    assert refresh(home)
    assert written[-2:] == ["tuf/2.root.json", "tuf/timestamp.json"]
    assert verdict(public_tree(bucket)) == ("current", [])
    assert not refresh(home)


def test_a_new_beginning_takes_the_old_roots_out_of_a_bucket(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tamizdat.keys.seal.FOR_PEOPLE", 4)
    home = Home(write_settings(tmp_path / "far", bucket.lines()))
    press(home.folder, make_room(5))
    planned = plan_change(home, Change(), NOW)
    accept(home, sign_carried(planned, read_keys(home).roots[:2]), NOW)
    assert refresh(home)
    held = [make_holder(tmp_path, name) for name in ("x", "y")]
    request = make_request(home, NOW, begins_anew=True)
    signed = sign_together(draft_ceremony(request, [one.key.half for one in held], 2, NOW), held)
    accept(home, signed, NOW, begins_anew=True)
    assert refresh(home)
    assert [file.name for file in (public_tree(bucket) / "tuf").glob("*.root.json")] == ["1.root.json"]
    assert verdict(public_tree(bucket)) == ("current", [])
