"""``tamizdat restore``: a newsroom that lost its server comes back, from copies of its public tree or from a backup."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.intake.copies import find_proxy
from tamizdat.intake.newest_edition import Found, Judged
from tamizdat.project.make_home import is_newsroom
from tamizdat.project.restore_edition import Order, restore_edition
from tamizdat.project.restore_words import as_json as rebuilt_as_json
from tamizdat.project.restore_words import ask_to_go_on, say_copies, say_rebuilt, say_what_cannot_be
from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import find_home


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--root",
    "root_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The newsroom's root file, kept by a way that you trust (else the one in SOURCE, which anyone can make).",
)
@click.option("--retractions", multiple=True, metavar="SOURCE", help="Ask this copy too what was withdrawn.")
@click.option("--proxy", metavar="ADDRESS", help="All addresses through this one, such as socks5://127.0.0.1:9050.")
@click.option("--whole", is_flag=True, help="Check every page of the copies too, as `tamizdat verify` does.")
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@home_option
@json_option
def restore(
    sources: tuple[str, ...],
    root_file: Path | None,
    retractions: tuple[str, ...],
    proxy: str | None,
    whole: bool,
    yes: bool,
    home: Path | None,
    as_json: bool,
) -> None:
    """Rebuild a newsroom in an empty folder from SOURCE: a folder, an address, or a file with a public tree in it.

    Of several the newest edition is taken, and each helps out where another lacks something. All that is used is
    checked first; what cannot be brought back is said, and one is asked.
    """
    target = find_home(home).folder
    if not sources:
        raise click.UsageError("Name at least one SOURCE: a folder, an address, or a saved edition.")
    _refuse_newsroom(target)
    root = root_file.read_bytes() if root_file else None
    order = Order(sources, retractions, root, find_proxy(proxy), whole, target, datetime.now(UTC))

    def ask(found: Found, judged: Judged) -> None:
        say_copies(found, judged, max(0, int((order.now - judged.trust.manifest.issued_at).total_seconds())))
        say_what_cannot_be(root is not None)
        ask_to_go_on(yes)

    rebuilt = restore_edition(order, ask)
    if as_json:
        print_json(rebuilt_as_json(str(target), rebuilt))
    else:
        say_rebuilt(str(target), rebuilt)


def _refuse_newsroom(target: Path) -> None:
    if is_newsroom(target):
        raise RefusedError(
            f"{target} is a newsroom already. Name an empty folder with --home PATH. Nothing was changed."
        )
