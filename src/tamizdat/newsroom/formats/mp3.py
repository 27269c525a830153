"""MP3: its frames of sound, and nothing else of the file.

Tags stand before, after and between frames (ID3v1, ID3v2, APE, Lyrics3, cover pictures). Frames are told by their
headers and copied; whatever is no frame stays behind, so no kind of tag has to be known. The encoder's own first frame,
which names it, is written anew with what a player needs: how many frames, how many bytes, where in them each hundredth.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from tamizdat.newsroom.formats.errors import RecordingError

RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second, by the version's two bits."""
KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
LEAST_FRAMES = 20
MOST_JUNK = 0.2
MARKS = (b"Xing", b"Info", b"VBRI")


class Frame(NamedTuple):
    """What a frame's header says."""

    version: int
    rate: int
    length: int
    samples: int
    mono: bool

    @property
    def side(self) -> int:
        """Where the marks of an information frame stand."""
        return 4 + ((17 if self.mono else 32) if self.version == 3 else (9 if self.mono else 17))


def read_header(data: bytes, at: int) -> Frame | None:
    """The frame that begins here, None where none does."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return None
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    kbit, rate = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or layer != 1 or kbit in (0, 15) or rate == 3:
        return None
    samples = 1152 if version == 3 else 576
    hertz = RATES[version][rate]
    length = samples // 8 * KBITS[version == 3][kbit] * 1000 // hertz + (data[at + 2] >> 1 & 1)
    return Frame(version, hertz, length, samples, data[at + 3] >> 6 == 3)


def find_frames(data: bytes) -> list[tuple[int, Frame]]:
    """Every frame with its place. Where the row of frames breaks, it is found again by two that follow each other."""
    frames: list[tuple[int, Frame]] = []
    at, kind = _skip_id3(data, 0), None
    while at < len(data) - 4:
        frame = read_header(data, at)
        follows = bool(frames) and frames[-1][0] + frames[-1][1].length == at
        if frame and (kind in (None, (frame.version, frame.rate))) and (follows or _goes_on(data, at, frame)):
            if at + frame.length <= len(data):
                frames.append((at, frame))
                kind = (frame.version, frame.rate)
            at += frame.length
        else:
            at = data.find(b"\xff", at + 1)
            if at < 0:
                break
    return frames


def _goes_on(data: bytes, at: int, frame: Frame) -> bool:
    following = read_header(data, at + frame.length)
    return following is not None and (following.version, following.rate) == (frame.version, frame.rate)


def _skip_id3(data: bytes, at: int) -> int:
    while data[at : at + 3] == b"ID3" and len(data) > at + 10:
        size = (data[at + 6] & 127) << 21 | (data[at + 7] & 127) << 14 | (data[at + 8] & 127) << 7 | data[at + 9] & 127
        at += 10 + size
    return at


def clean_mp3(data: bytes) -> tuple[bytes, int]:
    """The sound alone, and how many seconds it lasts."""
    frames = find_frames(data)
    if frames and any(mark in data[frames[0][0] : frames[0][0] + frames[0][1].side + 8] for mark in MARKS):
        frames = frames[1:]
    size = sum(frame.length for _, frame in frames)
    if len(frames) < LEAST_FRAMES or size < (len(data) - _skip_id3(data, 0)) * (1 - MOST_JUNK):
        raise RecordingError("This is no whole MP3: save it again as MP3 in the program that it was recorded with.")
    sound = b"".join(data[at : at + frame.length] for at, frame in frames)
    first = frames[0][1]
    seconds = len(frames) * first.samples // first.rate
    return _first_frame(data[frames[0][0] : frames[0][0] + 4], frames, size) + sound, seconds


def _first_frame(header: bytes, frames: list[tuple[int, Frame]], size: int) -> bytes:
    """A frame of silence that tells players the length, so that they can jump."""
    for kbit in range(1, 15):
        head = bytes((header[0], header[1] | 1, kbit << 4 | header[2] & 0x0C, header[3]))
        frame = read_header(head, 0)
        if frame and frame.length >= frame.side + 120:
            break
    else:
        raise RecordingError("This MP3 cannot be read: save it again in the program that it was recorded with.")
    total = size + frame.length
    marks, done = [], frame.length
    hundredth = [len(frames) * one // 100 for one in range(100)]
    places = []
    for _, one in frames:
        places.append(done)
        done += one.length
    marks = [min(places[one] * 256 // total, 255) for one in hundredth]
    told = b"Xing" + struct.pack(">III", 7, len(frames), total) + bytes(marks)
    return (head + bytes(frame.side - 4) + told).ljust(frame.length, b"\0")
