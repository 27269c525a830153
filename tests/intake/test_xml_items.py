"""Large XML files are cut into pieces at the right places, however they arrive."""

from __future__ import annotations

import pytest

from tamizdat.intake.xml_items import Piece, Pieces

FILE = (
    b'<?xml version="1.0"?><!-- <item>not one</item> --><rss xmlns:wp="w"><title><![CDATA[<item>]]></title>'
    b"<item><a>1</a></item>\n<item ><![CDATA[ ]] > </item> <item> ]]><b/><!-- </item> --></item  >"
    b"<itemised/><wp:author>x</wp:author><item>unfinished<item>2</item></rss>"
)


class Dripping:
    """An archive that arrives a few bytes at a time."""

    name = "dripping.xml"
    total = 1

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def read(self, size: int = 0) -> bytes:
        part, self._data = self._data[: self._size], self._data[self._size :]
        return part

    def done(self) -> int:
        return 0


def pieces(data: bytes, size: int) -> tuple[list[Piece], bytes]:
    found = Pieces(Dripping(data, size), ("item", "wp:author"), lambda done, total: None)
    return list(found), found.head


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 63, 64, 65, 10_000])
def test_pieces_are_the_same_however_the_file_arrives(size):
    found, head = pieces(FILE, size)
    assert found == [
        Piece("item", b"<item><a>1</a></item>", 1),
        Piece("item", b"<item ><![CDATA[ ]] > </item> <item> ]]><b/><!-- </item> --></item  >", 2),
        Piece("wp:author", b"<wp:author>x</wp:author>", 1),
        Piece("item", b"<item>unfinished", 3, is_whole=False),
        Piece("item", b"<item>2</item>", 4),
    ]
    assert b'xmlns:wp="w"' in head and b"not one" not in head


@pytest.mark.parametrize("cut", range(30, len(FILE), 7))
def test_a_file_that_is_cut_anywhere_gives_its_whole_items_and_says_which_is_not(cut):
    whole = [one for one in pieces(FILE, 10_000)[0] if one.is_whole]
    found = pieces(FILE[:cut], 16)[0]
    good = [one for one in found if one.is_whole]
    assert good == whole[: len(good)] or cut > FILE.index(b"unfinished")
    assert sum(not one.is_whole for one in found) <= 1 + (cut > FILE.index(b"unfinished") + 10)
