"""The real archives that lie beside the checkout, by the importer that reads them; nothing of them is kept here."""

from __future__ import annotations

import gzip
import importlib.util
import json
import lzma
import os
import tarfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

INPUT = Path(os.environ.get("TAMIZDAT_INPUT") or Path(__file__).parents[3] / "shared" / "input")
FEW = 8
"""So many pages or articles of each set stand for all of them where time is short."""

Source = tuple[str, Path]
"""The kind that `tamizdat import` is told, and what it reads."""


def sets() -> dict[str, Callable[[Path], Iterator[Source]]]:
    """Every set by name; a set writes into a folder of its own what has to be unpacked first."""
    found: dict[str, Callable[[Path], Iterator[Source]]] = {}
    for file in sorted((INPUT / "ninjs").glob("*.jsonl*")):
        found[f"ninjs-{file.name.partition('.')[0]}"] = lambda to, file=file: iter([("ninjs", _plain(file, to))])
    for name in ("blog-en-18f-images", "blog-en-digitalgov", "digest-en-currentevents"):
        if (INPUT / name).is_dir():
            found[name] = lambda to, name=name: iter([("ninjs", _as_ninjs(INPUT / name / "articles.jsonl.gz", to))])
    for folder in _folders("wxr"):
        found[f"wxr-{folder.name}"] = lambda _, folder=folder: (("wordpress", one) for one in _files(folder, "*.xml"))
    if (INPUT / "ghost").is_dir():
        found["ghost"] = lambda to: iter([*(("ghost", one) for one in _files(INPUT / "ghost", "*.json")), *_built(to)])
    for folder in _folders("feeds"):
        found[f"feeds-{folder.name}"] = lambda _, folder=folder: (("feed", one) for one in _files(folder, "*"))
    for name in ("fundus", "newspaper", "readability"):
        if (INPUT / f"extract-{name}" / "pages.tar.xz").is_file():
            found[f"pages-{name}"] = lambda to, name=name: _pages(INPUT / f"extract-{name}" / "pages.tar.xz", to)
    return found


def need_archives() -> None:
    """Skip where they are absent."""
    if not (INPUT / "ninjs").is_dir():
        pytest.skip(f"no real archives at {INPUT}: set TAMIZDAT_INPUT to their folder")


def _folders(name: str) -> list[Path]:
    return sorted(one for one in (INPUT / name).glob("*") if one.is_dir())


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    return iter(sorted(one for one in folder.rglob(pattern) if one.is_file() and one.name != "SOURCE.txt"))


def _plain(file: Path, to: Path) -> Path:
    if file.suffix != ".xz":
        return file
    plain = to / file.stem
    with lzma.open(file) as packed, plain.open("wb") as out:
        out.writelines(islice(packed, int(os.environ.get("TAMIZDAT_RESTORE_LINES", "2000"))))
    return plain


def _as_ninjs(file: Path, to: Path) -> Path:
    """An article set whose texts are in Markdown, by the tool that lies beside it."""
    spec = importlib.util.spec_from_file_location("to_ninjs", INPUT / "tools" / "to_ninjs.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    out = to / f"{file.parent.name}.jsonl"
    with gzip.open(file, "rt", encoding="utf-8") as lines, out.open("w", encoding="utf-8") as written:
        for line in lines:
            item = json.loads(line)
            item.setdefault("body_html", MarkdownIt().render(item.get("body_md", "")))
            written.write(json.dumps(tool.ninjs(item)) + "\n")
    return out


def _built(to: Path) -> Iterator[Source]:
    for file in _files(INPUT / "ghost", "*.json.gz"):
        plain = to / file.stem
        plain.write_bytes(gzip.decompress(file.read_bytes()))
        yield "ghost", plain


def _pages(packed: Path, to: Path) -> Iterator[Source]:
    """The saved pages, each in a file of its own in one folder: `import page` reads a folder too."""
    folder = to / packed.parent.name
    folder.mkdir()
    with tarfile.open(packed) as tar:
        members = [one for one in tar if one.isfile() and one.name.endswith((".html", ".html.gz"))]
        for number, member in enumerate(members):
            taken = tar.extractfile(member)
            data = taken.read() if taken else b""
            file = folder / f"{number:04}.html"
            file.write_bytes(gzip.decompress(data) if member.name.endswith(".gz") else data)
            yield "page", file


def few_of(source: Source, to: Path) -> Source:
    """The first articles of an archive of lines; other archives as they are."""
    kind, file = source
    if kind != "ninjs":
        return source
    short = to / f"few-{file.name}"
    with file.open("rb") as lines, short.open("wb") as out:
        out.writelines(islice(lines, FEW))
    return kind, short
