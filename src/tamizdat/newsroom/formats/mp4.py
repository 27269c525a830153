"""MP4 (film, or sound as phones record it): written anew from its pictures and its sound alone.

Of the file only the samples of one film track and one sound track are copied, and the few tables that a player needs to
find them. Places, times, names of devices and programs, further tracks (phones keep where they were in one) and notes
between the pictures (SEI) stay behind.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tamizdat.newsroom.formats.errors import RecordingError

TRACKS = {b"vide": (b"avc1", b"avc3"), b"soun": (b"mp4a",)}
"""Kinds of track that are kept, and in which coding every browser plays them."""
TABLES = (b"stts", b"stss", b"ctts", b"cslg", b"sdtp")
ENTRY = {b"vide": 78, b"soun": 28}
INSIDE = {b"vide": (b"avcC", b"pasp", b"colr"), b"soun": (b"esds",)}
SEI = 6
FTYP = b"isom\0\0\2\0isomiso2avc1mp41"
DREF = b"\0\0\0\0\0\0\0\1\0\0\0\x0curl \0\0\0\1"
DAMAGED = "This MP4 is damaged or of an unusual kind: save it again as MP4 (H.264 and AAC)."


class Box(NamedTuple):
    """A part of the file: what it is called, what is in it."""

    kind: bytes
    data: memoryview


def boxes(data: memoryview) -> Iterator[Box]:
    """The boxes of some bytes, one after the other."""
    at = 0
    while at + 8 <= len(data):
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        size = size or len(data) - at
        if size < head or at + size > len(data):
            raise RecordingError(DAMAGED)
        yield Box(kind, data[at + head : at + size])
        at += size


def one(data: memoryview, *path: bytes) -> memoryview:
    """The first box at this path; empty when there is none."""
    for kind in path:
        data = next((box.data for box in boxes(data) if box.kind == kind), memoryview(b""))
    return data


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box."""
    data = b"".join(parts)
    return struct.pack(">I", len(data) + 8) + kind + data


@dataclass(slots=True)
class Track:
    """A track that is kept."""

    kind: bytes
    trak: memoryview
    sizes: list[int]
    chunks: list[tuple[int, int]]
    """Where each begins in the old file, and how many samples it has."""
    nal: int
    """Bytes of the length before each part of a picture; 0 for sound."""
    places: list[int]
    """Where each begins in the new one."""


def clean_mp4(data: bytes) -> tuple[bytes, int, bool]:
    """The film or sound alone, how many seconds it lasts, and whether there is a film in it."""
    try:
        return _clean(memoryview(data))
    except (struct.error, IndexError, ValueError, ZeroDivisionError) as error:
        raise RecordingError(DAMAGED) from error


def _clean(file: memoryview) -> tuple[bytes, int, bool]:
    moov = one(file, b"moov")
    if not moov or any(part.kind == b"moof" for part in boxes(file)):
        raise RecordingError(DAMAGED)
    tracks = _tracks(moov)
    media = _copy_samples(file, tracks)
    ftyp = box(b"ftyp", FTYP)
    start = len(ftyp) + len(_moov(moov, tracks, 0)) + 8
    whole = ftyp + _moov(moov, tracks, start) + box(b"mdat", *media)
    return whole, _seconds(one(moov, b"mvhd")), any(track.kind == b"vide" for track in tracks)


def _tracks(moov: memoryview) -> list[Track]:
    kept: dict[bytes, Track] = {}
    for part in boxes(moov):
        if part.kind != b"trak":
            continue
        kind = bytes(one(part.data, b"mdia", b"hdlr")[8:12])
        if kind in TRACKS and kind not in kept:
            kept[kind] = _track(kind, part.data)
    if not kept:
        raise RecordingError("There is neither film nor sound in this file.")
    return list(kept.values())


def _track(kind: bytes, trak: memoryview) -> Track:
    stbl = one(trak, b"mdia", b"minf", b"stbl")
    coding = bytes(one(stbl, b"stsd")[12:16])
    if coding not in TRACKS[kind]:
        name = coding.decode("ascii", "replace")
        raise RecordingError(
            f"Not every browser plays this kind of file ({name}): save it as MP4 with H.264 film and AAC sound."
        )
    avcc = one(one(stbl, b"stsd")[16 + ENTRY[kind] :], b"avcC") if kind == b"vide" else memoryview(b"")
    nal = (avcc[4] & 3) + 1 if avcc else 0
    sizes = _sizes(one(stbl, b"stsz"))
    return Track(kind, trak, sizes, _chunks(stbl, len(sizes)), nal, [])


def _sizes(stsz: memoryview) -> list[int]:
    same, count = struct.unpack(">II", stsz[4:12])
    return [same] * count if same else list(struct.unpack(f">{count}I", stsz[12 : 12 + 4 * count]))


def _chunks(stbl: memoryview, samples: int) -> list[tuple[int, int]]:
    short, long = one(stbl, b"stco"), one(stbl, b"co64")
    table, letter = (short, "I") if short else (long, "Q")
    (count,) = struct.unpack(">I", table[4:8])
    places = struct.unpack(f">{count}{letter}", table[8 : 8 + count * struct.calcsize(f">{letter}")])
    stsc = one(stbl, b"stsc")
    (runs,) = struct.unpack(">I", stsc[4:8])
    told = [struct.unpack(">III", stsc[8 + 12 * run : 20 + 12 * run]) for run in range(runs)]
    chunks, left = [], samples
    for number, place in enumerate(places, 1):
        has = next(many for first, many, _ in reversed(told) if first <= number)
        chunks.append((place, min(has, left)))
        left -= chunks[-1][1]
    return chunks


def _copy_samples(file: memoryview, tracks: list[Track]) -> list[bytes]:
    """Chunk by chunk, as they lay in the old file. Tracks learn their new places and sizes."""
    order = sorted((place, which, number) for which, track in enumerate(tracks)
                   for number, (place, _) in enumerate(track.chunks))  # fmt: skip
    firsts = [_firsts(track) for track in tracks]
    sizes: list[dict[int, int]] = [{} for _ in tracks]
    parts: list[bytes] = []
    done, found = 0, [dict[int, int]() for _ in tracks]
    for place, which, number in order:
        track = tracks[which]
        found[which][number] = done
        for sample in range(firsts[which][number], firsts[which][number] + track.chunks[number][1]):
            data = file[place : place + track.sizes[sample]]
            if len(data) != track.sizes[sample]:
                raise RecordingError(DAMAGED)
            place += len(data)
            parts.append(_without_notes(data, track.nal) if track.nal else bytes(data))
            sizes[which][sample] = len(parts[-1])
            done += len(parts[-1])
    for track, new, places in zip(tracks, sizes, found, strict=True):
        track.sizes = [new[sample] for sample in range(len(new))]
        track.places = [places[number] for number in range(len(places))]
    return parts


def _firsts(track: Track) -> list[int]:
    firsts, count = [], 0
    for _, has in track.chunks:
        firsts.append(count)
        count += has
    return firsts


def _without_notes(sample: memoryview, nal: int) -> bytes:
    """A picture without what its encoder wrote between its parts."""
    kept, at = [], 0
    while at + nal < len(sample):
        size = int.from_bytes(sample[at : at + nal], "big")
        if not size or at + nal + size > len(sample):
            raise RecordingError(DAMAGED)
        if sample[at + nal] & 31 != SEI:
            kept.append(bytes(sample[at : at + nal + size]))
        at += nal + size
    return b"".join(kept) or bytes(sample)


def _moov(moov: memoryview, tracks: list[Track], start: int) -> bytes:
    traks = [_trak(track, number, start) for number, track in enumerate(tracks, 1)]
    return box(b"moov", box(b"mvhd", _without_times(one(moov, b"mvhd"))), *traks)


def _trak(track: Track, number: int, start: int) -> bytes:
    trak = track.trak
    mdhd = bytearray(_without_times(one(trak, b"mdia", b"mdhd")))
    mdhd[-4:] = b"\x55\xc4\0\0"  # no language
    hdlr = b"\0" * 8 + track.kind + b"\0" * 13
    head = box(b"vmhd", b"\0\0\0\1" + b"\0" * 8) if track.kind == b"vide" else box(b"smhd", b"\0" * 8)
    minf = box(b"minf", head, box(b"dinf", box(b"dref", DREF)), _stbl(track, start))
    edts = one(trak, b"edts", b"elst")
    tkhd = bytearray(_without_times(one(trak, b"tkhd")))
    tkhd[20 if tkhd[0] else 12 : 24 if tkhd[0] else 16] = struct.pack(">I", number)
    return box(
        b"trak",
        box(b"tkhd", bytes(tkhd)),
        box(b"edts", box(b"elst", bytes(edts))) if edts else b"",
        box(b"mdia", box(b"mdhd", bytes(mdhd)), box(b"hdlr", hdlr), minf),
    )


def _without_times(header: memoryview) -> bytes:
    """``mvhd``, ``tkhd`` and ``mdhd`` begin alike: when it was made and changed."""
    length = 16 if header[0] else 8
    return bytes(header[:4]) + bytes(length) + bytes(header[4 + length :])


def _stbl(track: Track, start: int) -> bytes:
    old = one(track.trak, b"mdia", b"minf", b"stbl")
    places = [start + place for place in track.places] or [0] * len(track.chunks)
    return box(
        b"stbl",
        box(b"stsd", b"\0\0\0\0\0\0\0\1", _entry(track.kind, old)),
        *(box(part.kind, bytes(part.data)) for part in boxes(old) if part.kind in TABLES),
        box(b"stsc", bytes(one(old, b"stsc"))),
        box(b"stsz", struct.pack(f">III{len(track.sizes)}I", 0, 0, len(track.sizes), *track.sizes)),
        box(b"stco", struct.pack(f">II{len(places)}I", 0, len(places), *places)),
    )


def _entry(kind: bytes, stbl: memoryview) -> bytes:
    """How the samples are coded; the encoder's name is left out."""
    entry = next(boxes(one(stbl, b"stsd")[8:]))
    head, rest = bytearray(entry.data[: ENTRY[kind]]), entry.data[ENTRY[kind] :]
    if kind == b"vide":
        head[42:74] = bytes(32)
    elif head[9]:  # QuickTime's longer form holds its own boxes in another order
        raise RecordingError(DAMAGED)
    return box(entry.kind, bytes(head), *(box(p.kind, bytes(p.data)) for p in boxes(rest) if p.kind in INSIDE[kind]))


def _seconds(mvhd: memoryview) -> int:
    scale, length = struct.unpack(">IQ", mvhd[20:32]) if mvhd[0] else struct.unpack(">II", mvhd[12:20])
    return int(length // scale)
