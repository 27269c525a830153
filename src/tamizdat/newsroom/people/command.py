"""``tamizdat people`` and ``tamizdat audit``: joining, leaving, the people's key, deeds on record."""

from __future__ import annotations

import click

from tamizdat.shell.commands import LazyGroup

AT = "tamizdat.newsroom.people.commands"
PEOPLE = {
    "list": (f"{AT}:list_people", "Who has an account."),
    "join": (f"{AT}:join_people", "Make an account and a link that opens once."),
    "leave": (f"{AT}:leave_people", "End every way in, and hand over what waits."),
    "forget": (f"{AT}:forget_people", "Destroy the people's key: nobody is named any more."),
    "register": ("tamizdat.newsroom.people.register_command:register", "Who stands behind a byline, sealed."),
}
AUDIT = {
    "verify": (f"{AT}:verify_audit", "Is every line as it was written?"),
    "accept": (f"{AT}:accept_audit", "Go on from the end that is there, after a backup came back."),
    "list": (f"{AT}:list_audit", "The newest lines."),
}


@click.command(cls=LazyGroup, table=PEOPLE)
def people() -> None:
    """Accounts, and the key under which they are sealed."""


@click.command(cls=LazyGroup, table=AUDIT)
def audit() -> None:
    """Deeds on record."""
