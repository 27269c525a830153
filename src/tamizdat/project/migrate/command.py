"""``tamizdat migrate-home``: move a newsroom to PostgreSQL and S3-like storage."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tamizdat.project.migrate.files import count_files
from tamizdat.project.migrate.move import Move, move, prepare
from tamizdat.project.migrate.source import count_rows
from tamizdat.shell.console import home_option, json_option, phases, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home


@click.command("migrate-home")
@click.option("--to", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None,
              help="A file with the sections [database], [storage] and perhaps [workers].")  # fmt: skip
@click.option("--database", default="", help="postgresql://user@host/name")
@click.option("--password-from", default="", help="The variable that holds the database's password.")
@click.option("--storage", default="", help="s3://bucket/prefix")
@click.option("--public", default="", help="s3://bucket/prefix of the public tree, else public/ below --storage.")
@click.option("--endpoint", default="", help="Where the storage answers, else Amazon's.")
@click.option("--region", default="")
@click.option("--keys-file", default="", help="A file with access_key and secret_key, else the environment.")
@click.option("--check-only", is_flag=True, help="Say what would be moved; touch neither side.")
@home_option
@json_option
def migrate_home(
    file: Path | None, database: str, password_from: str, storage: str, public: str, endpoint: str, region: str,
    keys_file: str, check_only: bool, home: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Move a newsroom from SQLite and disk to the PostgreSQL and the bucket that are named.

    Stop `tamizdat serve` first. Everything is copied and compared, both sides press everything from nothing, and only
    when the two map roots are equal does tamizdat.toml name the new places. Nothing of the old home is deleted, and the
    keys stay in it. Interrupted, the same command goes on.
    """
    given = {"url": database, "password_from": password_from}
    places = {"url": storage, "public_url": public, "endpoint": endpoint, "region": region, "keys_file": keys_file}
    lines = _lines(file, given, places)
    newsroom = find_home(home)
    shadow, target = prepare(newsroom, lines)
    if check_only:
        _say_what_would_be(newsroom, as_json)
        return
    with phases() as show:
        done = move(newsroom, shadow, target, show)
    if as_json:
        print_json({"tables": done.tables, "files": {k: v.files for k, v in done.files.items()},
                    "sent": {k: v.sent for k, v in done.files.items()}, "map_root": done.map_root})  # fmt: skip
    else:
        _say(newsroom, done)


def _lines(file: Path | None, database: dict[str, str], storage: dict[str, str]) -> str:
    named = any(database.values()) or any(storage.values())
    if file is not None:
        if named:
            raise RefusedError("Name the new places in a file (--to) or one by one, not both.")
        return file.read_text(encoding="utf-8")
    return _section("database", database) + "\n" + _section("storage", storage)


def _section(name: str, values: dict[str, str]) -> str:
    lines = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items() if value)
    return f"[{name}]\n{lines}" if lines else ""


def _say_what_would_be(home: Home, as_json: bool) -> None:
    rows, files = count_rows(home), count_files(home)
    if as_json:
        print_json({"tables": rows, "files": files})
        return
    click.echo(f"Both sides are ready. There are {sum(rows.values()):,} rows in {len(rows)} tables, and")
    for name, count in files.items():
        click.echo(f"  {count:>9,} {name}")
    click.echo("Nothing was touched. The same command without --check-only moves them.")


def _say(home: Home, done: Move) -> None:
    rows = sum(one["rows"] for one in done.tables)
    click.echo(f"{rows:,} rows of {len(done.tables)} tables are there, each table compared row by row.")
    for name, moved in done.files.items():
        click.echo(f"  {moved.files:>9,} {name}, {moved.sent:,} of them sent now")
    click.echo(f"Both sides press the map root {done.map_root}")
    click.echo(f"{home.settings_file} names the new places; as it was: {done.kept.name}. Nothing is deleted.")
