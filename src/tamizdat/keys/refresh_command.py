"""``tamizdat keys refresh``: for a machine that holds one timestamp key and nothing else of the newsroom."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.core.trust.verdict import ReadFile
from tamizdat.keys.ask import file_argument, open_asking
from tamizdat.keys.disk import need_private, write_whole
from tamizdat.keys.holders import Held, open_held
from tamizdat.keys.refresh import refresh as refresh_tree
from tamizdat.reading.fetch import Site, check_address_form
from tamizdat.reading.folder import Folder
from tamizdat.shell.errors import RefusedError


@click.command()
@click.option("--tree", required=True, help="The public tree: a folder, or the address of a mirror.")
@click.option("--root", "root_file", type=file_argument, required=True, help="The newsroom's root file, kept here.")
@click.option("--key", "key_file", type=file_argument, required=True, help="The timestamp key of this machine.")
@click.option("--passphrase-file", type=file_argument, help="Its passphrase, for a machine that nobody sits at.")
@click.option("--out", type=file_argument, help="Write timestamp.json here (else into the tree; an address needs it).")
@click.option("--always", is_flag=True, help="Also when the timestamp is younger than six hours.")
def refresh(
    tree: str, root_file: Path, key_file: Path, passphrase_file: Path | None, out: Path | None, always: bool
) -> None:
    """Sign timestamp.json of a public tree again, after checking the tree from the root file on.

    Needs nothing of the newsroom but the root file and one timestamp key, which can change no word.
    """
    is_address = tree.lower().startswith(("http://", "https://"))
    if is_address and out is None:
        raise click.UsageError("An address cannot be written to: name a file with --out, and carry it there.")
    held = _open(key_file, passphrase_file)
    if is_address:
        check_address_form(tree)
        with Site(tree) as site:
            data = _refresh(site.read, root_file, held, always)
    else:
        data = _refresh(Folder(Path(tree)).read, root_file, held, always)
    if data is None:
        click.echo("The timestamp is fresh: nothing was signed.")
        return
    goal = out or Path(tree, "tuf", "timestamp.json")
    write_whole(goal, data, mode=0o644)
    click.echo(f"Signed: {goal}")


def _refresh(read: ReadFile, root_file: Path, held: Held, always: bool) -> bytes | None:
    try:
        root = root_file.read_bytes()
    except OSError as error:
        raise RefusedError(f"{root_file} cannot be read: {error.strerror}.") from None
    return refresh_tree(read, root, held.signer, datetime.now(UTC), always=always)


def _open(key_file: Path, passphrase_file: Path | None) -> Held:
    if passphrase_file is None:
        return open_asking(key_file)
    try:
        passphrase = passphrase_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise RefusedError(f"{passphrase_file} cannot be read: {error.strerror}.") from None
    need_private(passphrase_file)
    return open_held(key_file, passphrase)
