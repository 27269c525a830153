"""Words compared as an eye reads them: without capitals, accents, invisible signs, and letters that look alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import category, combining, normalize

PAIRS = (
    "аa еe оo рp сc уy хx іi јj ѕs һh вb кk мm нh тt ӏl ԛq ԝw ѵv ԁd "  # Cyrillic
    "αa εe οo ρp υu χx ιi κk νv τt ηn βb γy "  # Greek
    "ıi łl øo đd ħh 0o 1l "  # Latin and digits
    "يی ىی كک ةه ۀه ٠o ۰o"  # Arabic and Persian
)
ALIKE = {ord(one[0]): one[1] for one in PAIRS.split()}
NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that put no space between words."""
WORD = re.compile(r"\w+")
OPEN_END = "*"


class _Signs(dict[int, str | None]):
    """What becomes of each sign; worked out once for each."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        is_seen = not combining(sign) and category(sign) != "Cf" and sign != "ـ"
        self[code] = ALIKE.get(code, sign) if is_seen else None
        return self[code]


_signs = _Signs()


def skeleton(text: str) -> str:
    """What is left when two texts that look alike become one."""
    return normalize("NFKD", text.casefold()).translate(_signs)


def find_words(wanted: Sequence[str], texts: Iterable[str]) -> list[str]:
    """Which of the wanted words (each may be several, and may end in ``*``) stand in these texts."""
    read = [skeleton(one) for one in texts]
    split = [WORD.findall(one) for one in read]
    return [word for word in wanted if any(map(_stands_in, [word] * len(read), read, split))]


def _stands_in(word: str, text: str, words: list[str]) -> bool:
    look = skeleton(word)
    if NO_SPACES.search(look):
        return look.strip(OPEN_END) in text
    parts = WORD.findall(look)
    if not parts:
        return bool(look.strip()) and look.strip() in text
    is_open = word.rstrip().endswith(OPEN_END)
    return any(_matches(parts, words[at : at + len(parts)], is_open) for at in range(len(words) - len(parts) + 1))


def _matches(parts: list[str], words: list[str], is_open: bool) -> bool:
    if parts[:-1] != words[:-1]:
        return False
    return words[-1].startswith(parts[-1]) if is_open else words[-1] == parts[-1]
