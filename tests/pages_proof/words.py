"""What the proof edition says, in four languages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple


class Tongue(NamedTuple):
    """Words of one language."""

    name: str
    tagline: str
    section: str
    empty: str
    topic: str
    byline: str
    headline: str
    standfirst: str
    text: str
    heading: str
    question: str
    answer: str
    alt: str
    caption: str
    place: str


_words = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
TONGUES = {language: Tongue(**words) for language, words in _words.items()}
