"""Sound and film for readers: the same sound, the same pictures, and nothing that the file says besides."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from tamizdat.newsroom.formats.errors import RecordingError
from tamizdat.newsroom.formats.mp3 import clean_mp3, find_frames
from tamizdat.newsroom.formats.mp4 import Box, box, boxes, clean_mp4, one
from tamizdat.newsroom.formats.recordings import make_public

MEDIA = Path(__file__).with_name("media")
"""Made for these tests: a tone of two seconds, a film of twelve pictures; each says who made it and where."""
SECRETS = (b"Secret", b"Nina of Riga", b"56.9496", b"Lavf", b"x264")
FILES = ("speech.mp3", "film.mp4", "voice.m4a")


def read(name: str) -> bytes:
    return (MEDIA / name).read_bytes()


def samples(data: bytes, kind: bytes) -> list[bytes]:
    """Every sample of the first track of this kind, by the file's own tables, in chunks of one size or several."""
    file = memoryview(data)
    for trak in (part for part in boxes(one(file, b"moov")) if part.kind == b"trak"):
        if bytes(one(trak.data, b"mdia", b"hdlr")[8:12]) != kind:
            continue
        stbl = one(trak.data, b"mdia", b"minf", b"stbl")
        stsz, stco, stsc = (one(stbl, name) for name in (b"stsz", b"stco", b"stsc"))
        count = struct.unpack(">I", stsz[8:12])[0]
        sizes = list(struct.unpack(f">{count}I", stsz[12:]))
        places = struct.unpack(f">{struct.unpack('>I', stco[4:8])[0]}I", stco[8:])
        runs = list(struct.iter_unpack(">III", stsc[8:]))
        found = []
        for number, place in enumerate(places, 1):
            for _ in range([many for first, many, _ in runs if first <= number][-1]):
                if len(found) < count:
                    found.append(data[place : place + sizes[len(found)]])
                    place += len(found[-1])
        return found
    return []


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_the_file_says_of_people_and_places_goes_to_readers(name: str) -> None:
    data = read(name)
    assert any(secret in data for secret in SECRETS)
    clean, _ = make_public(data)
    assert not [secret for secret in SECRETS if secret in clean]


@pytest.mark.parametrize("name", FILES)
def test_an_independent_tool_finds_no_word_in_it(name: str, tmp_path: Path) -> None:
    exiftool = shutil.which("exiftool")
    if exiftool is None:
        pytest.skip("exiftool is not installed: tests/install_debian_packages.sh brings it.")
    file = tmp_path / name
    file.write_bytes(make_public(read(name))[0])
    told = json.loads(subprocess.run([exiftool, "-j", "-G1", "-a", file], capture_output=True, check=True).stdout)[0]
    tags = {key.partition(":")[2] for key in told}
    assert not {
        one for one in tags if any(word in one for word in ("GPS", "Title", "Comment", "Artist", "Encod", "Location"))
    }
    dates = {str(value) for key, value in told.items() if "Date" in key and "System:" not in key}
    assert dates <= {"0000:00:00 00:00:00"} and not any(key.startswith(("ID3", "UserData", "ItemList")) for key in told)


def test_every_frame_of_an_mp3_is_kept_and_players_are_told_its_length() -> None:
    data = read("speech.mp3")
    clean, seconds = clean_mp3(data)
    before = [data[at : at + frame.length] for at, frame in find_frames(data)][1:]
    after = [clean[at : at + frame.length] for at, frame in find_frames(clean)]
    assert before == after[1:] and seconds == 1
    assert b"Xing" in after[0] and struct.pack(">II", len(before), len(clean)) in after[0]


def test_tags_before_between_and_after_the_frames_stay_behind() -> None:
    data = read("speech.mp3")
    places = [at for at, _ in find_frames(data)]
    middle = places[len(places) // 2]
    id3 = b"ID3\3\0\0\0\0\0\x0eNina in Riga!!"
    dirty = id3 + data[:middle] + b"APETAGEXNina in Riga" + data[middle:] + b"LYRICSBEGINNina in RigaLYRICS200"
    assert clean_mp3(dirty) == clean_mp3(data)


@pytest.mark.parametrize(("name", "kinds"), [("film.mp4", (b"vide", b"soun")), ("voice.m4a", (b"soun",))])
def test_pictures_and_sound_stay_as_they_were(name: str, kinds: tuple[bytes, ...]) -> None:
    data = read(name)
    clean, seconds, is_film = clean_mp4(data)
    assert seconds == 1 and is_film == (b"vide" in kinds)
    for kind in kinds:
        old, new = samples(data, kind), samples(clean, kind)
        assert len(old) == len(new) > 10
        assert all(len(a) >= len(b) and a.endswith(b[-8:]) for a, b in zip(old, new, strict=True))


def test_a_further_track_with_places_stays_behind_with_its_data() -> None:
    data = read("film.mp4")
    parts = list(boxes(memoryview(data)))
    moov = next(part for part in parts if part.kind == b"moov")
    third = [part for part in boxes(moov.data) if part.kind == b"trak"][-1]
    hidden = bytes(third.data).replace(b"soun", b"meta")
    rest = b"".join(_again(part) for part in parts if part.kind != b"moov")
    spy = rest + box(b"mdat", b"+56.9496+024.1052/") + box(b"moov", bytes(moov.data), box(b"trak", hidden))
    # The tables of the kept tracks still lead to their samples: everything before moov stayed where it was.
    assert data.index(b"moov") > data.index(b"mdat")
    clean, _, _ = clean_mp4(spy)
    assert clean == clean_mp4(data)[0] and b"56.9496" not in clean


def _again(part: Box) -> bytes:
    return box(part.kind, bytes(part.data))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"RIFF....WAVEfmt " + bytes(1000), "Only MP3, M4A and MP4"),
        (b"\0\0\0\x18ftypisom" + bytes(400), "damaged"),
        (b"ID3\3\0\0\0\0\0\0" + bytes(5000), "no whole MP3"),
        (b"", "Only MP3"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(RecordingError, match=says):
        make_public(data)


def test_a_coding_that_not_every_browser_plays_is_refused_with_what_to_do() -> None:
    with pytest.raises(RecordingError, match=r"hvc1.*H\.264"):
        make_public(read("film.mp4").replace(b"avc1\0\0\0\0", b"hvc1\0\0\0\0"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_cut_short_is_refused_or_is_clean(name: str) -> None:
    data = read(name)
    for end in range(0, len(data), 97):
        try:
            clean, _ = make_public(data[:end])
        except RecordingError:
            continue
        assert not [secret for secret in SECRETS if secret in clean]


@pytest.mark.parametrize("name", FILES)
def test_cleaning_what_is_clean_changes_nothing(name: str) -> None:
    clean, told = make_public(read(name))
    assert make_public(clean) == (clean, told)
