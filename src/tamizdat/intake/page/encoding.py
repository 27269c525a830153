"""What letters the bytes of a page or feed stand for: its mark, what is declared, what the bytes themselves say."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from tamizdat.shell.errors import RefusedError

LIMIT = 20 * 1024 * 1024
"""A page or feed longer than this is refused (bytes)."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})|<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.I,
)
# What browsers take these names for (WHATWG Encoding Standard).
AS_BROWSERS = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932",
    "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "iso-8859-9": "cp1254", "tis-620": "cp874", "iso-8859-11": "cp874", "x-gbk": "gb18030", "big5": "big5hkscs",
}  # fmt: skip
LETTERS = {
    "cp1251": "оеаинтсрвлкмдпуяыьгзбч",
    "koi8_r": "оеаинтсрвлкмдпуяыьгзбч",
    "cp866": "оеаинтсрвлкмдпуяыьгзбч",
    "cp932": "のにはをたがでとしれさいるなっんーもすくアイスルトン",
    "euc_jp": "のにはをたがでとしれさいるなっんーもすくアイスルトン",
    "gb18030": "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会",
    "big5hkscs": "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會",
    "cp949": "이다는에의가을를고한하지로서기사리자",
    "cp1256": "اليمنوهرتبدسعفقكحی",
    "cp1253": "αοιετνσρηπκμλυςωάίέό",
    "cp1255": "יוהלאבתרמשנםד",
}
"""The commonest letters of what is usually written in each encoding."""


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; refuses one that is too large to be a page or a feed."""
    size = path.stat().st_size
    if size > LIMIT:
        raise RefusedError(
            f"{path.name}: {size:,} bytes is too large for a page or a feed (at most {LIMIT:,}); split it first."
        )
    return path.read_bytes()


def decode(content: bytes, *, hint: str = "") -> str:
    """The text of a page or feed, however it is declared; never fails."""
    for bom, name in BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(name, "replace")
    return strip_nulls(content.decode(find_encoding(content, hint), "replace"))


def strip_nulls(text: str) -> str:
    """Text without characters that XML and databases cannot hold."""
    return re.sub("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text).removeprefix("\ufeff")


def find_encoding(content: bytes, hint: str = "") -> str:
    """The Python codec that makes the best sense of the bytes."""
    wide = find_wide(content[:4096])
    if wide:
        return wide
    if b"\x1b$" in content[:65536] or b"\x1b(" in content[:65536]:
        return "iso2022_jp"
    if is_mostly_utf8(content):
        return "utf-8"
    return find_legacy(content, find_declared(content) or known(hint))


WIDE = (
    (re.compile(rb"<\x00\x00\x00[a-zA-Z!/?]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00<\x00\x00\x00[a-zA-Z!/?]"), "utf-32-be"),
    (re.compile(rb"<\x00[a-zA-Z!/?]\x00"), "utf-16-le"),
    (re.compile(rb"\x00<\x00[a-zA-Z!/?]"), "utf-16-be"),
)


def find_wide(start: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: between the letters of markup stand zeros."""
    if b"\x00" not in start:
        return ""
    return next((name for pattern, name in WIDE if pattern.search(start)), "")


def is_mostly_utf8(content: bytes) -> bool:
    """True when the bytes are UTF-8, but for at most a few broken ones."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
        good = sum(1 for c in text if c > "\x7f" and c != "\ufffd")
        return good > 20 * text.count("\ufffd")
    return True


def find_declared(content: bytes) -> str:
    """The codec that the page names for itself, or an empty string."""
    match = DECLARED.search(content[:8192])
    return known((match[1] or match[2]).decode("ascii", "ignore")) if match else ""


def known(name: str) -> str:
    """The codec that browsers would take for a name; empty when there is none or bytes like these cannot be it."""
    name = AS_BROWSERS.get(name.strip().lower(), name.strip())
    try:
        found = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return ""
    text_codec = found and getattr(codecs.lookup(found), "_is_text_encoding", True)
    return found if text_codec and not found.startswith(("utf", "idna", "punycode", "unicode", "raw_unicode")) else ""


def find_legacy(content: bytes, declared: str) -> str:
    """One of the older encodings: the declared one if it makes sense, else the one that makes most."""
    sample = re.sub(rb"<(script|style)\b.*?</\1>|<[^>]*>", b" ", content[: 1 << 19], flags=re.S | re.I)
    best = max(LETTERS, key=lambda name: fitness(sample, name))
    if declared and makes_sense(sample, declared):
        doubtful = fitness(sample, declared) < 0.4 and fitness(sample, best) > 0.6
        return best if doubtful and looks_garbled(sample.decode(declared, "replace")) else declared
    return best if fitness(sample, best) > 0.5 else "cp1252"


def makes_sense(sample: bytes, name: str) -> bool:
    """True when nearly all bytes are letters of this encoding."""
    text = sample.decode(name, "replace")
    return text.count("\ufffd") * 50 <= sum(1 for c in text if c > "\x7f") or text.count("\ufffd") <= 2


def looks_garbled(text: str) -> bool:
    """True when letters beyond ASCII stand in a heap as in no language that uses this many of them."""
    beyond = sum(1 for c in text if c > "\x7f")
    return beyond > 0.3 * sum(1 for c in text if c.isalpha()) if beyond else False


def fitness(sample: bytes, name: str) -> float:
    """How much of the text beyond ASCII is made of the commonest letters, from 0 to 1."""
    text = sample.decode(name, "replace")
    beyond = [c for c in text if c > "\x7f" and not c.isspace()]
    letters = LETTERS.get(name, "")
    if not beyond:
        return 0.0
    common = sum(1 for c in beyond if c in letters)
    scale = {"gb18030": 4.5, "big5hkscs": 4.5, "cp949": 2.5, "cp932": 1.8, "euc_jp": 1.8}.get(name, 1.0)
    return min(1.0, scale * common / len(beyond)) - 2 * text.count("\ufffd") / len(beyond)
