"""The files of the demo newsroom → incoming articles.

A file is ``articles/<language>/<yyyy-mm-dd>-<name>.txt``: a header of ``key: value`` lines, a blank line, and
a body (body_syntax.py).
The name of the file is how other articles of the same language link to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tamizdat.newsroom.incoming import IncomingArticle, IncomingFigure, IncomingPicture
from tamizdat.newsroom.public_ids import derived_public_id
from tamizdat.project.demo.body_syntax import Block, SyntaxMistake, read_blocks
from tamizdat.project.demo.errors import DemoFileError
from tamizdat.project.demo.inline_syntax import FindArticle, inline_html

HERE = Path(__file__).parent
KIND_OF_SOURCE = "demo"
CREDIT = "Drawing: Lampblack Studio / The Night Ferry"
LICENCE = "CC BY 4.0"
FILE_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-(?P<name>[a-z0-9-]+)\.txt")
KINDS = ("news", "brief", "feature", "opinion", "interview", "analysis", "gallery", "live", "page")
KEYS = {
    "headline", "standfirst", "kind", "section", "topics", "bylines", "dateline", "published", "updated", "group",
    "slug", "picture", "related", "correction",
}  # fmt: skip
NEEDED = ("headline", "kind", "published")


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file with its header read and its body still lines."""

    file: Path
    name: str
    language: str
    header: Mapping[str, str]
    where: Mapping[str, int]
    """The line of each key."""
    corrections: tuple[tuple[int, str], ...]
    body: list[str] = field(default_factory=list)
    first: int = 1
    """The number of the first line of the body."""

    @property
    def identity(self) -> str:
        return f"{self.language}/{self.name}"

    def mistake(self, what: str, key: str = "") -> DemoFileError:
        """What is wrong, at the line of this key."""
        return DemoFileError(self.file, self.where.get(key, 1), what)


def read_articles(folder: Path = HERE / "articles", pictures: Path = HERE / "pictures") -> list[IncomingArticle]:
    """Every article of the demo newsroom, oldest first; raises DemoFileError at the first mistake."""
    files = [read_file(file) for file in sorted(folder.glob("*/*"))]
    known = {one.identity: one for one in files}
    articles = [_article(one, known, pictures) for one in files]
    return sorted(articles, key=lambda one: (str(one.published), one.identity))


def read_file(file: Path) -> ArticleFile:
    """Header and body of one file."""
    found = FILE_NAME.fullmatch(file.name)
    if not found:
        raise DemoFileError(file, 1, "a file is named like 2026-09-12-the-bell.txt.")
    lines = file.read_text(encoding="utf-8").split("\n")
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    header, where, corrections = _header(file, lines[:end])
    read = ArticleFile(
        file, found["name"], file.parent.name, header, where, corrections, [x.rstrip() for x in lines[end:]], end + 1
    )
    for key in NEEDED:
        if not header.get(key):
            raise read.mistake(f"the header needs a line `{key}: …`.")
    if not file.name.startswith(header["published"][:10]):
        raise read.mistake("the date in the name of the file is another one.", "published")
    return read


def _header(file: Path, lines: list[str]) -> tuple[dict[str, str], dict[str, int], tuple[tuple[int, str], ...]]:
    header: dict[str, str] = {}
    where: dict[str, int] = {}
    corrections: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        key, colon, value = line.partition(":")
        if not colon or key not in KEYS:
            raise DemoFileError(
                file, number, f"{line[:30]!r} is not `key: value` with one of: {', '.join(sorted(KEYS))}."
            )
        if key == "correction":
            corrections.append((number, value.strip()))
        elif key in header:
            raise DemoFileError(file, number, f"{key} stands here a second time.")
        else:
            header[key], where[key] = value.strip(), number
    return header, where, tuple(corrections)


def _article(read: ArticleFile, known: Mapping[str, ArticleFile], pictures: Path) -> IncomingArticle:
    find = _finder(read.language, known)
    try:
        body = read_blocks(read.body, read.first, find)
        lead = _lead(read, find)
    except SyntaxMistake as mistake:
        raise DemoFileError(read.file, mistake.line, mistake.what) from None
    header = read.header
    if header["kind"] not in KINDS:
        raise read.mistake(f"kind is one of {', '.join(KINDS)}.", "kind")
    return IncomingArticle(
        identity=read.identity,
        headline=header["headline"],
        language=read.language,
        body=tuple(body),
        standfirst=header.get("standfirst", ""),
        kind=header["kind"],
        dateline=header.get("dateline", ""),
        slug=header.get("slug", read.name),
        published=_time(read, "published"),
        updated=_time(read, "updated"),
        section=header.get("section", ""),
        topics=_several(header.get("topics", "")),
        bylines=_several(header.get("bylines", "")),
        picture=lead,
        pictures=tuple(_pictures(read, lead, body, pictures)),
        corrections=tuple(_correction(read, number, text, find) for number, text in read.corrections),
        related=tuple(_related(read, known)),
        group=header.get("group", ""),
        licence=LICENCE,
    )


def _several(value: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in re.split("[,،]", value) if one.strip())


def _finder(language: str, known: Mapping[str, ArticleFile]) -> FindArticle:
    def find(name: str) -> tuple[str, str]:
        identity = f"{language}/{name}"
        if identity not in known:
            raise LookupError(name)
        return public_id(identity), known[identity].header["headline"]

    return find


def name_of(article: IncomingArticle) -> str:
    """How other articles of the same language link to it."""
    return article.identity.partition("/")[2]


def public_id(identity: str) -> str:
    """The id that the newsroom will give to an article of the demo."""
    return derived_public_id(KIND_OF_SOURCE, identity)


def _parse_time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _time(read: ArticleFile, key: str) -> datetime | None:
    if key not in read.header:
        return None
    try:
        return _parse_time(read.header[key])
    except ValueError:
        raise read.mistake(f"{key} is a time in UTC, such as 2026-09-12T06:30:00Z.", key) from None


def _correction(read: ArticleFile, number: int, text: str, find: FindArticle) -> dict[str, str]:
    """``correction: time | words``."""
    at, _, words = (part.strip() for part in text.partition("|"))
    try:
        _parse_time(at)
        html = inline_html(words, find)
    except (ValueError, LookupError):
        raise DemoFileError(read.file, number, "a correction is `2026-09-13T08:00:00Z | words`.") from None
    return {"at": at, "html": html}


def _lead(read: ArticleFile, find: FindArticle) -> IncomingFigure | None:
    """``picture: name | alt | caption``."""
    if "picture" not in read.header:
        return None
    parts = [part.strip() for part in read.header["picture"].split("|")]
    if len(parts) != 3 or not all(parts):
        raise read.mistake("a lead picture is `name | alt | caption`.", "picture")
    return IncomingFigure(picture=parts[0], alt=parts[1], caption=inline_html(parts[2], find))


def _pictures(
    read: ArticleFile, lead: IncomingFigure | None, body: list[Block], folder: Path
) -> Iterator[IncomingPicture]:
    """Every picture that the article shows, once."""
    shown: dict[str, str] = {lead.picture: lead.alt} if lead else {}
    for block in body:
        for one in _shown(block):
            shown.setdefault(one["picture"], one["alt"])
    for name, alt in shown.items():
        file = folder / f"{name}.jpg"
        if not file.is_file():
            line = next(
                (n for n, x in enumerate(read.body, read.first) if f"[{name}]" in x), read.where.get("picture", 1)
            )
            raise DemoFileError(read.file, line, f"there is no picture {file.name} in {folder.name}/.")
        yield IncomingPicture(key=name, credit=CREDIT, alt=alt, licence=LICENCE, content=file.read_bytes())


def _shown(block: Mapping[str, Any]) -> list[Mapping[str, str]]:
    if block["type"] == "gallery":
        return list(block["pictures"])
    return [block] if block["type"] == "figure" else []


def _related(read: ArticleFile, known: Mapping[str, ArticleFile]) -> Iterator[str]:
    for name in _several(read.header.get("related", "")):
        if f"{read.language}/{name}" not in known:
            raise read.mistake(f"there is no article {name!r} in {read.language}/.", "related")
        yield f"{read.language}/{name}"
