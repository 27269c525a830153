"""``tamizdat export``: all articles as ninjs, with their pictures beside them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import click

from tamizdat.shell.console import home_option, json_option, print_json, progress
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import find_home, open_newsroom


@click.command()
@home_option
@json_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
def export(home: Path | None, as_json: bool, file: Path) -> None:
    """Write all articles to FILE as ninjs, one a line, drafts too; pictures go into the folder `media` beside it.

    With - as FILE the lines go to standard output, without pictures. The export is private: it holds drafts
    and pictures as they were uploaded.
    """
    open_newsroom(find_home(home))
    if str(file) == "-":
        _write_lines(sys.stdout)
        return
    if not file.parent.is_dir():
        raise RefusedError(f"{file.parent} is no folder: make it first.")
    half = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        articles, pictures = _write_lines(out)
    missing = _copy_pictures(sorted(pictures), file.parent)
    half.replace(file)
    report = {"articles": articles, "pictures": len(pictures) - len(missing), "missing_media": missing}
    if as_json:
        print_json(report)
    else:
        click.echo(f"{articles} articles and {report['pictures']} pictures are in {file} and {file.parent / 'media'}.")


def _write_lines(out: IO[str]) -> tuple[int, set[str]]:
    """How many articles were written, and the files of their pictures."""
    from tamizdat.newsroom.export_articles import export_articles  # Django has to know the newsroom first
    from tamizdat.newsroom.models import ArticlePage

    articles, pictures = 0, set()
    with progress("articles", ArticlePage.objects.count()) as advance:
        for one in export_articles():
            out.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n")
            pictures.update(_files(one.get("associations", ())))
            articles += 1
            advance(1)
    return articles, pictures


def _files(associations: Iterable[dict[str, Any]]) -> set[str]:
    return {shape["href"] for one in associations for shape in one.get("renditions", ())}


def _copy_pictures(names: list[str], folder: Path) -> list[str]:
    """Copy originals to their names in the export; gives those that are not there."""
    from tamizdat.newsroom.export_articles import MEDIA, media_name
    from tamizdat.newsroom.models import Picture
    from tamizdat.newsroom.originals import originals

    if names:
        (folder / MEDIA).mkdir(mode=0o700, exist_ok=True)
    wanted = set(names)
    missing = []
    for picture in Picture.objects.order_by("pk").iterator():
        name = f"{MEDIA}/{media_name(picture)}"
        if name not in wanted:
            continue
        try:
            (folder / name).write_bytes(originals().read(picture.file.name))
        except FileNotFoundError:
            missing.append(name)
    return missing + _copy_recordings(wanted, folder)


def _copy_recordings(wanted: set[str], folder: Path) -> list[str]:
    """The same with sound and film, as readers get them."""
    from tamizdat.newsroom.export_articles import MEDIA
    from tamizdat.newsroom.models import Recording
    from tamizdat.newsroom.originals import renditions

    missing = []
    for public in Recording.objects.order_by("pk").values_list("public", flat=True):
        file = f"{public['digest']}.{public['extension']}"
        if f"{MEDIA}/{file}" not in wanted:
            continue
        try:
            (folder / MEDIA / file).write_bytes(renditions().read(file))
        except FileNotFoundError:
            missing.append(f"{MEDIA}/{file}")
    return missing
