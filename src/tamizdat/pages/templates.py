"""The templates of pages, loaded once, and what a page may weigh."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from isal import isal_zlib
from minijinja import Environment

from tamizdat.pages.errors import UnfitError
from tamizdat.pages.output import Output
from tamizdat.pages.style import dress_page

LARGEST_PAGE = 10_000
"""Bytes of a page as sent with gzip. Format: docs/formats/edition-v1.md, section 9."""
GZIP_LEVEL = 2
HTML = "text/html; charset=utf-8"


def _read(folder: str, name: str) -> str:
    return (files("tamizdat.pages") / folder / name).read_text(encoding="utf-8")


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
    return weigh_page(path, dress_page(render(template, context).encode(), context["style"]))


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
