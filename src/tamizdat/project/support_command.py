"""``tamizdat support``: readers' payments; each part brings its commands, and one is imported when it is called."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from tamizdat.shell.commands import LazyGroup
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home, find_home, open_support

COMMANDS = {
    # the site
    "serve": ("tamizdat.project.serve_support:serve", "Serve the support site, and do its work."),
    "status": ("tamizdat.project.support_status:status", "What waits, and what is wrong."),
    # what processors say
    "show": ("tamizdat.contributions.inbox.commands:show", "Show one notice, without a person in it."),
    "replay": ("tamizdat.contributions.inbox.commands:replay", "Apply notices again."),
    "reconcile": (
        "tamizdat.contributions.inbox.commands:reconcile",
        "Compare with the processor, book what is missing.",
    ),
    "rebuild": ("tamizdat.contributions.inbox.commands:rebuild", "Make the ledger again from the inbox alone."),
    "adopt": ("tamizdat.contributions.adopt.command:adopt", "Take over customers and subscriptions."),
    "freeze": ("tamizdat.contributions.freeze.command:freeze", "Stop every recurring gift from a country."),
    "refund": ("tamizdat.contributions.inbox.commands:refund", "Pay a gift back."),
    "bank": ("tamizdat.contributions.providers.bank.command:bank", "Bring in a bank statement."),
    # people
    "erase": ("tamizdat.contributions.site.own.commands:erase", "Destroy what is known of one supporter."),
    "names": ("tamizdat.contributions.site.own.commands:names", "Export names: needs two people."),
    # the books
    "ledger": ("tamizdat.books.commands:ledger", "Sums per currency, and the ledger's hash."),
    "export": ("tamizdat.books.commands:export", "The books for an accountant."),
    "publish": ("tamizdat.contributions.publish:publish", "Sign offer and statement, if it is time."),
    "key": ("tamizdat.books.commands:key", "The public key by which offer and statement are checked."),
}


ASKS_FOR_HELP = "tamizdat.support.asks_for_help"


def _open(home: Home, *, is_for_help: bool) -> None:
    """Whoever asks how a command is used need not have a newsroom yet."""
    try:
        open_support(home)
    except HomeError:
        if not is_for_help:
            raise
        django = importlib.import_module("django")
        apps = ["tamizdat.contributions.apps.Contributions", "tamizdat.books.apps.Books"]
        importlib.import_module("django.conf").settings.configure(INSTALLED_APPS=apps)
        django.setup()


class Parts(LazyGroup):
    """The commands of all parts; each is run with Django pointed at the support site."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As with every command, ``--home`` may stand at the end."""
        for place, word in enumerate(args):
            if word == "--":
                break
            if word == "--home" or word.startswith("--home="):
                length = 2 if word == "--home" else 1
                args = [*args[place : place + length], *args[:place], *args[place + length :]]
                break
        ctx.meta[ASKS_FOR_HELP] = bool({"-h", "--help"} & set(args))
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.table:
            _open(find_home(ctx.params.get("home")), is_for_help=ctx.meta.get(ASKS_FOR_HELP, False))
        return super().get_command(ctx, cmd_name)


@click.command(cls=Parts, table=COMMANDS)
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), default=None, help="The newsroom's folder.")
def support(home: Path | None) -> None:
    """Readers' payments: the inbox, the books, the funding gap, and the safety of who gives."""
