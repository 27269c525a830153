"""The style of a page: what all pages share, what its kind needs, and of that only the rules that it can use.

In ``assets/*.css`` a line such as ``/* only with: <table | class="fix & dir="rtl" */`` stands before rules that go
along where the finished page holds one of these words, or all of those that "&" joins. The policy in the page's head
allows this style and no other.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from tamizdat.pages.escape import Markup

POLICY = (
    "default-src 'none';img-src 'self';media-src 'self';style-src '';script-src 'self';connect-src 'self';"
    "base-uri 'none';form-action 'none'"
)
PLAIN_POLICY = Markup(POLICY)
NO_DIGEST, NO_STYLE = b"style-src ''", b"<style></style>"
"""What a page has before it is dressed. The first of each is the head's own: words of texts are escaped."""
TOP_RULE = re.compile(r"[^{}]+\{(?:[^{}]|\{[^{}]*\})*\}")
CONDITION = re.compile(r"/\* (?:only with: (.*?)|always) \*/")


@dataclass(frozen=True, slots=True)
class Style:
    """Which style a kind of page has, and its policy without the digest."""

    parts: tuple[str, ...]
    policy: Markup = PLAIN_POLICY

    def with_forms(self, *addresses: str) -> Style:
        """The same, where a form may lead to these addresses and to no other."""
        goes = f"form-action {' '.join(addresses)}"
        return Style(self.parts, Markup(self.policy.replace("form-action 'none'", goes)))


class Rules(NamedTuple):
    """Rules that go together."""

    needs: tuple[tuple[bytes, ...], ...]
    """Words of a page: all of one of these; none at all: always."""
    css: str


def style_for(*parts: str) -> Style:
    """``style_for("article")``: what all pages share and what only articles need."""
    return Style(parts)


def dress_page(page: bytes, style: Style) -> bytes:
    """Put in the rules that this page can use, and the digest of them."""
    digest, css = _join(style.parts, _choose(page, style.parts))
    return page.replace(NO_DIGEST, digest, 1).replace(NO_STYLE, css, 1)


def rules_for(html: bytes, *parts: str) -> list[str]:
    """One by one, the rules that a page need not have and this piece of HTML can use."""
    rules = read_rules(parts)
    css = "".join(rules[at].css for at in _choose(html, parts) if rules[at].needs)
    return TOP_RULE.findall(css)


def _choose(page: bytes, parts: tuple[str, ...]) -> tuple[int, ...]:
    has = {word: word in page for word in _words(parts)}
    return tuple(
        at
        for at, one in enumerate(read_rules(parts))
        if not one.needs or any(all(map(has.__getitem__, words)) for words in one.needs)
    )


@lru_cache(2_000)
def _join(parts: tuple[str, ...], chosen: tuple[int, ...]) -> tuple[bytes, bytes]:
    rules = read_rules(parts)
    css = "".join(rules[at].css for at in chosen)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"style-src 'sha256-{digest}'".encode(), f"<style>{css}</style>".encode()


@cache
def read_rules(parts: tuple[str, ...]) -> tuple[Rules, ...]:
    """All rules of a kind of page, in order."""
    return tuple(rules for name in ("style", *parts) for rules in _read(f"{name}.css"))


@cache
def _words(parts: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(sorted({word for one in read_rules(parts) for words in one.needs for word in words}))


def _read(name: str) -> Iterator[Rules]:
    css = (files("tamizdat.pages") / "assets" / name).read_text(encoding="utf-8")
    first, *rest = CONDITION.split(css)
    yield Rules((), minify(first))
    for condition, rules in zip(rest[::2], rest[1::2], strict=True):
        needs = [[word.strip().encode() for word in one.split(" & ")] for one in (condition or "").split(" | ") if one]
        yield Rules(tuple(map(tuple, needs)), minify(rules))


def minify(css: str) -> str:
    """Comments and spaces out; nothing clever."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>~]) ?", r"\1", css)
    css = re.sub(r": ", ":", css)
    return css.replace(";}", "}").strip()
