"""Live coverage, sound and series in editions: what is made again, what is carried, and what goes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.press.paper import MemoryNewsroom
from tests.press.press_here import press
from tests.press.test_law import differing, entries


def entry(number: int) -> dict[str, Any]:
    at = f"2026-08-01T{8 + number // 60:02}:{number % 60:02}:00Z"
    return {"id": f"e{number:012}", "at": at, "part": number // 5 + 1, "html": f"<p>Entry {number} of the day.</p>"}


class Newsroom(MemoryNewsroom):
    """With live coverage, an episode and a series."""

    def __init__(self) -> None:
        super().__init__(3)
        self.live, self.episode, *self.parts = [self.publish() for _ in range(6)]
        self.change_live(range(3))
        data = b"\xff\xfb" + bytes(70_000)
        digest = hashlib.sha256(data).hexdigest()
        self.renditions[f"{digest}.mp3"] = data
        self.media = f"/media/{digest}.mp3"
        recording = {"id": "r" * 13, "title": "", "credit": "", "digest": digest, "bytes": len(data),
                     "media_type": "audio/mpeg", "extension": "mp3", "seconds": 9}  # fmt: skip
        places = self.articles[self.episode]["places"] | {"podcast:en": self._place("podcast:en")}
        self.articles[self.episode] |= {"kind": "audio", "recording": recording, "places": places}
        self._write(self.episode)
        self.put_series(self.parts)

    def change_live(self, numbers: range, **changes: Any) -> None:
        live = {"entries": [entry(n) for n in numbers], "points": [], "ended": None, **changes}
        self.articles[self.live] |= {"kind": "live", "live": live}
        self._write(self.live)

    def put_series(self, parts: list[str]) -> None:
        told = {"id": "q" * 13, "language": "en", "slug": "piers", "name": "The piers", "description": ""}
        for one in self.parts:
            self.articles[one].pop("series", None)
        for one in parts:
            self.articles[one]["series"] = "q" * 13
        for one in self.parts:
            self._write(one)
        self.put(f"series:{'q' * 13}", told | {"articles": parts} if parts else None)


def words_found(folder: Path) -> set[str]:
    """The terms of texts in the index of an edition, as docs/formats/search-v1.md, section 4, has them."""
    files = (folder / "editions" / "current" / "search" / "en" / "text").rglob("*.bin")
    return {term.decode() for one in files for term in _terms(one.read_bytes())}


def _terms(data: bytes) -> Iterator[bytes]:
    _, at = _number(data, 1)
    term = b""
    while at < len(data):
        shared, rest = data[at], data[at + 1]
        term = term[:shared] + data[at + 2 : at + 2 + rest]
        yield term
        count, at = _number(data, at + 2 + rest)
        if count & 1:
            at += count >> 1 << 1
        for _ in range(0 if count & 1 else count >> 1):
            _, at = _number(data, at)


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom()


def test_step_by_step_and_from_nothing_give_the_same(tmp_path: Path, newsroom: Newsroom) -> None:
    deeds = [
        lambda: newsroom.change_live(range(23)),
        lambda: newsroom.change_live(range(24), ended="2026-08-01T20:00:00Z", points=["Over."]),
        lambda: newsroom.put_series(newsroom.parts[::-1][:2]),
        lambda: newsroom.put("article:" + newsroom.episode, None),
        lambda: newsroom.put_series([]),
    ]
    for number, deed in enumerate(deeds):
        assert differing(tmp_path, newsroom, number) == []
        deed()
    assert differing(tmp_path, newsroom, 99) == []


def test_a_new_entry_changes_no_full_further_page_of_the_edition(tmp_path: Path, newsroom: Newsroom) -> None:
    newsroom.change_live(range(23))
    before = entries(tmp_path, press(tmp_path, newsroom).map_root)
    newsroom.change_live(range(24))
    after = entries(tmp_path, press(tmp_path, newsroom).map_root)
    stem = newsroom.articles[newsroom.live]["path"].removesuffix(".html")
    changed = {path for path in after if before.get(path) != after[path]}
    pages = {f"{stem}.html", f"{stem}.live.5.html", f"{stem}.text.html"}
    found = {path for path in changed if path.startswith("/search/en/text/0-0/")}
    assert changed - found == {*pages, f"{stem}.live.xml", "/facts/articles/1.jsonl"}
    assert len(found) == 1, "the one shard that has its new word"


def test_what_is_said_live_or_in_a_recording_is_found_and_forgotten_with_it(tmp_path: Path, newsroom: Newsroom) -> None:
    pinned = {
        **entry(1),
        "html": "<p>Qxfog rolled in.</p>",
        "title": "Qxhorn",
        "picture": {"picture": "", "alt": "Qxmast"},
    }
    newsroom.change_live(range(0), entries=[pinned], points=["Qxpoint <b>qxbold"])
    newsroom.articles[newsroom.episode] |= {
        "transcript": "Qxspoken 3 < 4 and qxafter > 2.", "chapters": [{"at": 0, "title": "Qxebb"}],
        "picture": {"picture": "p" * 13, "alt": "Qxlantern", "caption": "Qx<em>cap</em>"},
    }  # fmt: skip
    newsroom._write(newsroom.episode)
    press(tmp_path, newsroom)
    said = {"qxfog", "qxhorn", "qxmast", "qxpoint", "qxbold", "qxspoken", "qxafter", "qxebb", "qxlantern", "qxcap"}
    assert said <= words_found(tmp_path)
    assert differing(tmp_path, newsroom, 1) == []
    for one in (newsroom.live, newsroom.episode):
        newsroom.put(f"article:{one}", None)
    assert differing(tmp_path, newsroom, 2) == []
    press(tmp_path, newsroom)
    assert not [one for one in words_found(tmp_path) if one.startswith("qx")]


def test_the_edition_carries_the_sound_the_podcast_and_the_page_of_the_series(
    tmp_path: Path, newsroom: Newsroom
) -> None:
    paths = entries(tmp_path, press(tmp_path, newsroom).map_root)
    wanted = {newsroom.media, "/en/podcast.xml", "/en/podcast/index.html", "/en/series/piers/index.html"}
    assert wanted <= paths.keys()
    assert b"series:" in (tmp_path / "editions/current/facts/newsroom.jsonl").read_bytes()


def test_a_withdrawn_episode_takes_its_sound_out_of_every_kept_edition(tmp_path: Path, newsroom: Newsroom) -> None:
    press(tmp_path, newsroom)
    digest = newsroom.media.split("/")[-1].removesuffix(".mp3")
    objects = tmp_path / "editions" / "objects" / digest[:2] / digest
    assert objects.exists() and (tmp_path / f"editions/current{newsroom.media}").exists()
    newsroom.put(f"article:{newsroom.episode}", None)
    paths = entries(tmp_path, press(tmp_path, newsroom).map_root)
    assert newsroom.media not in paths and "/en/podcast.xml" not in paths
    assert not (tmp_path / f"editions/current{newsroom.media}").exists()
    assert not objects.exists()
