"""The templates, the style and the frame of a page, loaded once."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from isal import isal_zlib
from minijinja import Environment

from tamizdat.pages.errors import UnfitError
from tamizdat.pages.escape import Markup
from tamizdat.pages.output import Output

LARGEST_PAGE = 10_000
"""Bytes of a page as sent with gzip. Format: docs/formats/edition-v1.md, section 9."""
GZIP_LEVEL = 2
HTML = "text/html; charset=utf-8"
POLICY = (
    "default-src 'none';img-src 'self';media-src 'self';style-src 'sha256-{style}';script-src 'self';"
    "connect-src 'self';base-uri 'none';form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a kind of page, and the policy that allows this style and no other."""

    css: Markup
    policy: Markup

    def with_forms(self, *addresses: str) -> Style:
        """The same, where a form may lead to these addresses and to no other."""
        goes = f"form-action {' '.join(addresses)}"
        return Style(self.css, Markup(self.policy.replace("form-action 'none'", goes)))


def minify(css: str) -> str:
    """Comments and spaces out; nothing clever."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>~]) ?", r"\1", css)
    css = re.sub(r": ", ":", css)
    return css.replace(";}", "}").strip()


def _read(folder: str, name: str) -> str:
    return (files("tamizdat.pages") / folder / name).read_text(encoding="utf-8")


@cache
def style_for(*parts: str) -> Style:
    """``style_for("article")``: what all pages share and what only articles need."""
    css = minify("\n".join(_read("assets", name) for name in ("style.css", *(f"{part}.css" for part in parts))))
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Style(Markup(css), Markup(POLICY.format(style=digest)))


def _load(name: str) -> str | None:
    """A template, without the spaces that indent it."""
    return re.sub(r"\n\s*", "\n", _read("templates", name)).strip()


_environment = Environment(
    loader=_load,
    undefined_behavior="strict",
    trim_blocks=True,
    lstrip_blocks=True,
    auto_escape_callback=lambda _: "html",
)


def render(template: str, context: Mapping[str, Any]) -> str:
    """A piece of a page."""
    return _environment.render_template(template, **context)


def print_page(template: str, path: str, context: Mapping[str, Any]) -> Output:
    """A whole page; refused when it would not arrive before the connection is cut."""
    return weigh_page(path, render(template, context).encode())


def pack(data: bytes) -> bytes:
    """As sent with gzip."""
    return bytes(isal_zlib.compress(data, GZIP_LEVEL, 31))


def packed_size(data: bytes) -> int:
    """So many bytes are sent."""
    return len(pack(data))


def weigh_page(path: str, data: bytes) -> Output:
    """A page that is not too heavy."""
    packed = pack(data)
    if len(packed) > LARGEST_PAGE:
        raise UnfitError(
            f"{path} would be {len(packed):,} bytes as sent; {LARGEST_PAGE:,} arrive where connections are cut. "
            "Shorten what stands around the text: the notice, the letter, the standfirst or the lists of topics."
        )
    return Output(path, data, HTML, packed)
