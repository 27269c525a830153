"""``tamizdat``: each room brings its command; a command is imported when it is called."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tamizdat.shell.commands import LazyGroup
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.postgres import connection_errors

COMMANDS = {
    "init": ("tamizdat.project.init_command:init", "Make a folder for a newsroom."),
    "demo": ("tamizdat.project.demo_command:demo", "Make and start a demo newsroom."),
    "serve": ("tamizdat.project.serve_command:serve", "Serve the newsroom and its public site."),
    "import": ("tamizdat.intake.import_command:import_archive", "Bring in an archive."),
    "export": ("tamizdat.newsroom.export_command:export", "Write all articles as ninjs."),
    "clock": ("tamizdat.newsroom.clock_command:clock", "Can the clock be believed that lifts embargoes?"),
    "press": ("tamizdat.project.press_command:press", "Make the next edition."),
    "worker": ("tamizdat.project.worker_command:worker", "Do a share of the press's work."),
    "migrate-home": ("tamizdat.project.migrate.command:migrate_home", "Move to PostgreSQL and a bucket."),
    "support": ("tamizdat.project.support_command:support", "Readers' payments: inbox, books, gap."),
    "campaign": ("tamizdat.campaigns.why_command:campaign", "Appeals: which one a reader sees, and why."),
    "sandbox": ("tamizdat.sandbox.command:sandbox", "A processor that moves no money, for trials."),
    "edition": ("tamizdat.press.editions.command:edition", "List, compare and bring back editions."),
    "mirror": ("tamizdat.mirrors.command:mirror", "Mirrors, pools, pushes and what works from where."),
    "onion": ("tamizdat.mirrors.onion.command:onion", "The onion address of the public site."),
    "keys": ("tamizdat.keys.command:keys", "The newsroom's keys: ceremony, rotation, loss."),
    "people": ("tamizdat.newsroom.people.command:people", "Accounts: joining, leaving, the people's key."),
    "audit": ("tamizdat.newsroom.people.command:audit", "Deeds on record: verify them, list them."),
    "verify": ("tamizdat.reading.verify_command:verify", "Check an edition, or one page of it."),
    "read": ("tamizdat.reading.read_command:read", "Read one page, checked, from whichever place has it."),
    "corrections": ("tamizdat.reading.corrections_command:corrections", "Check the chain of corrections."),
    "statement": ("tamizdat.reading.statement_command:statement", "Check a statement of gifts, and add it up again."),
    "backup": ("tamizdat.backup.command:backup", "What is private, encrypted, in two places."),
    "restore": ("tamizdat.project.restore_command:restore", "Rebuild a newsroom from an edition."),
}


@click.command(cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), default=None, hidden=True)
@click.version_option(package_name="tamizdat")
def rooms(home: Path | None) -> None:
    """Write once, press a signed edition that any mirror can carry and any reader can check."""


def main() -> None:
    """Exit codes: 0 done, 1 refused or failed with a reason, 2 wrong usage."""
    try:
        rooms(standalone_mode=False)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except TamizdatError as error:
        click.echo(f"tamizdat: {error}", err=True)
        sys.exit(1)
    except connection_errors() as error:
        click.echo(f"tamizdat: The database went away: {' '.join(str(error).split())[:300]}", err=True)
        sys.exit(1)
    except PermissionError as error:
        click.echo(f"tamizdat: {error.filename} cannot be written or read: {error.strerror}.", err=True)
        sys.exit(1)
