"""Forty rotations while a reader was away."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from tamizdat.core.trust.verdict import judge_metadata
from tamizdat.keys.key_file import KeyRole
from tamizdat.keys.rehearsal import Rehearsal
from tamizdat.keys.request import Change
from tamizdat.keys.roots import check_chain, newest_root, read_roots
from tamizdat.reading.folder import Folder
from tests.keys.newsroom import NOW, hold_ceremony, make_holder


@pytest.mark.parametrize("rotations", [6, pytest.param(40, marks=pytest.mark.long)])
def test_a_reader_who_was_away_for_forty_rotations_follows_them_all(tmp_path: Path, rotations: int) -> None:
    chance = random.Random(40)
    newsroom = hold_ceremony(tmp_path, ["h0", "h1", "h2"], 2, trial=False)
    readers_root = (newsroom.home.keys / "1.root.json").read_bytes()
    online: tuple[KeyRole, ...] = ("edition", "timestamp")
    now = NOW
    for number in range(rotations):
        now += timedelta(days=9)
        leaving = chance.choice(newsroom.held)
        new = make_holder(tmp_path, f"n{number}")
        stay = [one for one in newsroom.held if one is not leaving]
        change = Change(chance.sample(online, chance.randrange(3)), (new.key.half,), (leaving.key.half.holder,))  # type: ignore[arg-type]
        newsroom.change(change, [*newsroom.held, new], now)
        newsroom.held = [*stay, new]
    root = newest_root(newsroom.home)
    assert root is not None and root.version == rotations + 1
    check_chain(read_roots(newsroom.home))
    copy = Rehearsal(tmp_path, now, 2)
    (tmp_path / "home").rename(tmp_path / "newsroom")
    copy.sign_edition()
    trust = judge_metadata(readers_root, Folder(copy.tree).read, now)
    assert trust.root.version == rotations + 1 and not trust.expired
