"""``tamizdat restore``: a newsroom that lost its server comes back, from copies of its public tree or from a backup."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.backup.restic import Snapshot
from tamizdat.backup.settings import Side, usual_passwords
from tamizdat.backup.take import NEWEST, Way
from tamizdat.intake.copies import find_proxy
from tamizdat.intake.newest_edition import Found, Judged
from tamizdat.project import restore_backup_words, restore_words
from tamizdat.project.make_home import is_newsroom
from tamizdat.project.restore_backup import BackupOrder, restore_backup
from tamizdat.project.restore_edition import Order, restore_edition, work_folder
from tamizdat.project.restore_words import ask_to_go_on
from tamizdat.project.withdrawn_since import ask_mirrors, settle
from tamizdat.shell.console import errors, home_option, json_option, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home
from tamizdat.shell.restored import look_at_restored, write_restored


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--root",
    "root_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The newsroom's root file, kept by a way that you trust (else the one in SOURCE, which anyone can make).",
)
@click.option("--retractions", multiple=True, metavar="SOURCE", help="Ask this copy too what was withdrawn.")
@click.option("--without-retractions", is_flag=True, help="You know that nothing was withdrawn since the backup.")
@click.option("--hidden-again", is_flag=True, help="You have hidden again whoever was hidden since the copy was made.")
@click.option("--proxy", metavar="ADDRESS", help="All addresses through this one, such as socks5://127.0.0.1:9050.")
@click.option("--whole", is_flag=True, help="Check every page of the copies too, as `tamizdat verify` does.")
@click.option("--backup", "place", metavar="PLACE", help="From a backup: /mnt/a, sftp:me@host:/backup, s3:https://….")
@click.option("--side", type=click.Choice(("newsroom", "support")), default="newsroom", show_default=True)
@click.option("--snapshot", default=NEWEST, show_default=True, help="Which backup, as `tamizdat backup list` names it.")
@click.option("--passwords", type=click.Path(path_type=Path, file_okay=False), help="The folder of their passwords.")
@click.option("--s3-keys", type=click.Path(path_type=Path, dir_okay=False), help="The file with the keys of a bucket.")
@click.option("--ssh-config", default="", help="The file with what ssh has to know of the place.")
@click.option("--vault", "vault_place", default="", metavar="PLACE", help="The place that holds the vault's key.")
@click.option("--vault-key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Or a file with it.")
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@home_option
@json_option
def restore(
    sources: tuple[str, ...],
    root_file: Path | None,
    retractions: tuple[str, ...],
    without_retractions: bool,
    hidden_again: bool,
    proxy: str | None,
    whole: bool,
    place: str | None,
    side: Side,
    snapshot: str,
    passwords: Path | None,
    s3_keys: Path | None,
    ssh_config: str,
    vault_place: str,
    vault_key: Path | None,
    yes: bool,
    home: Path | None,
    as_json: bool,
) -> None:
    """Rebuild a newsroom in an empty folder from SOURCE: a folder, an address, or a file with a public tree in it.

    Of several the newest edition is taken, and each helps out where another lacks something. All that is used is
    checked first; what cannot be brought back is said, and one is asked. With --backup all that was private comes
    back too; what was withdrawn since is never published again.
    """
    target, now = find_home(home).folder, datetime.now(UTC)
    through = find_proxy(proxy)
    if place and sources:
        raise click.UsageError("Either SOURCE or --backup. Copies that are only asked: --retractions SOURCE.")
    if place:
        way = Way(place, passwords or usual_passwords(Home(target)), s3_keys, ssh_config)
        order = BackupOrder(
            way, side, snapshot, retractions, without_retractions, vault_place, vault_key, through, target, now
        )
        _from_backup(order, yes, as_json)
    elif sources:
        root = root_file.read_bytes() if root_file else None
        _from_copies(Order(sources, retractions, root, through, whole, target, now), yes, as_json)
    elif retractions or without_retractions:
        _go_on(Home(target), retractions, through, now, without=without_retractions, as_json=as_json)
    elif hidden_again:
        _note_hidden(Home(target))
    else:
        raise click.UsageError("Name a SOURCE (a folder, an address, a saved edition), or --backup PLACE.")


def _from_copies(order: Order, yes: bool, as_json: bool) -> None:
    if is_newsroom(order.target):
        raise RefusedError(
            f"{order.target} is a newsroom already. Name an empty folder with --home PATH. Nothing was changed."
        )

    def ask(found: Found, judged: Judged) -> None:
        age = max(0, int((order.now - judged.trust.manifest.issued_at).total_seconds()))
        restore_words.say_copies(found, judged, age)
        restore_words.say_what_cannot_be(order.root is not None)
        ask_to_go_on(yes)

    rebuilt = restore_edition(order, ask)
    if as_json:
        print_json(restore_words.as_json(str(order.target), rebuilt))
    else:
        restore_words.say_rebuilt(str(order.target), rebuilt)


def _from_backup(order: BackupOrder, yes: bool, as_json: bool) -> None:
    if order.side == "newsroom" and is_newsroom(order.target):
        raise RefusedError(
            f"{order.target} is a newsroom already. Name an empty folder with --home PATH. Nothing was changed."
        )

    def ask(snapshot: Snapshot) -> None:
        restore_backup_words.say_before(order, snapshot)
        ask_to_go_on(yes)

    came = restore_backup(order, ask, lambda text: errors.print(text, markup=False))
    if as_json:
        print_json(restore_backup_words.as_json(order, came))
    else:
        restore_backup_words.say_after(order, came)


def _note_hidden(home: Home) -> None:
    """Somebody has hidden again whom an older copy brought back."""
    home.read_settings()
    waiting = look_at_restored(home.restored)
    if waiting is None or not waiting.hidden:
        raise RefusedError(f"Nobody was hidden since the copy that {home.folder} came from. Nothing was changed.")
    write_restored(home.restored, replace(waiting, hidden=False))
    click.echo(f"Then: tamizdat press --home {home.folder}")


def _go_on(
    home: Home, retractions: tuple[str, ...], proxy: str, now: datetime, *, without: bool, as_json: bool
) -> None:
    """A newsroom that waits for somebody to tell what was withdrawn."""
    home.read_settings()
    waiting = look_at_restored(home.restored)
    if waiting is None or not waiting.awaits:
        raise RefusedError(f"{home.folder} waits for nothing: press it. Nothing was changed.")
    work = work_folder(home.folder)
    work.mkdir(mode=0o700, exist_ok=True)
    try:
        since = ask_mirrors(home, retractions, proxy, now, work, without=without)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if since.restored.awaits:
        raise RefusedError(f"No copy told what was withdrawn: {'; '.join(since.said)}. Nothing was changed.")
    filled = settle(home, since, now)
    if as_json:
        print_json({**restore_words.filled_as_json(filled), **restore_backup_words.since_as_json(since)})
    else:
        restore_words.say_filled(filled)
        restore_backup_words.say_since(since, str(home.folder))
