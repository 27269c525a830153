"""The words of the giving pages: every language says all of it, and fills in the same blanks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import tamizdat.contributions.site.give as give

FOLDER = Path(give.__file__).parent / "words"
ENGLISH = tomllib.loads((FOLDER / "en.toml").read_text())


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_every_language_says_everything_with_the_same_blanks(file: Path) -> None:
    words = tomllib.loads(file.read_text(encoding="utf-8"))
    assert words.keys() == ENGLISH.keys()
    for name, said in words.items():
        assert sorted(re.findall(r"{(\w+)}", said)) == sorted(re.findall(r"{(\w+)}", ENGLISH[name])), name
        assert said.strip() == said and said


def test_every_word_is_used() -> None:
    folder = FOLDER.parent
    sources = "".join(
        one.read_text() for one in (*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.js"))
    )
    composed = ("sum_", "e_", "why_", "how_")
    unused = [name for name in ENGLISH if not name.startswith(composed) and not re.search(rf"\b{name}\b", sources)]
    known_by_state = [f"{state}_text" for state in ("waiting", "declined", "refunded", "paid")]
    assert [name for name in unused if name not in known_by_state] == []
