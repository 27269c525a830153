"""``tamizdat edition``: look at earlier editions, bring one back, clear away what none of them needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.press.doors import refuse_unpressed_withdrawals
from tamizdat.press.editions import words
from tamizdat.press.editions.collect_garbage import collect_garbage
from tamizdat.press.editions.listing import Editions
from tamizdat.press.editions.rollback import plan_rollback, roll_back
from tamizdat.press.only_one import only_one_press
from tamizdat.press.places import find_places, open_memory_at
from tamizdat.press.press_edition import Press, Progress
from tamizdat.press.sign import refresh_metadata
from tamizdat.shell.console import home_option, json_option, phases, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home

NUMBER = click.IntRange(min=1)


class Groups(click.Group):
    """``--home`` may stand before or after the command's own name."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        home = ctx.params.get("home")
        if home is not None:
            ctx.default_map = {**(ctx.default_map or {}), cmd_name: {"home": str(home)}}
        return super().get_command(ctx, cmd_name)


@click.group(cls=Groups)
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), default=None, hidden=True)
def edition(home: Path | None) -> None:
    """List, compare and bring back editions; clear away what none of them needs.

    The last editions are kept whole, ten if tamizdat.toml does not say otherwise; of older ones only the manifests.
    """


@edition.command("list")
@click.option("--all", "show_all", is_flag=True, help="Every edition since the first, not only the newest twenty.")
@home_option
@json_option
def list_command(home: Path | None, show_all: bool, as_json: bool) -> None:
    """What editions there are, the newest first."""
    found = _editions(find_home(home)).all()
    if as_json:
        print_json({"editions": [words.issued_as_json(one) for one in found]})
    else:
        words.say_list(found, None if show_all else words.SHOWN)


@edition.command()
@click.argument("number", type=NUMBER)
@home_option
@json_option
def show(number: int, home: Path | None, as_json: bool) -> None:
    """What edition NUMBER is, how much it holds, and what of it is no longer there."""
    editions = _editions(find_home(home))
    one = editions.find(number)
    contents = editions.look_into(number) if one.is_kept else None
    if as_json:
        print_json(words.shown_as_json(one, contents))
    else:
        words.say_shown(one, contents)


@edition.command()
@click.argument("one", type=NUMBER, metavar="A")
@click.argument("other", type=NUMBER, metavar="B")
@click.option("--all", "show_all", is_flag=True, help="Every path, not only the first forty.")
@home_option
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each path, on standard output.")
def diff(one: int, other: int, home: Path | None, show_all: bool, as_json: bool) -> None:
    """Which paths edition B has added, changed and removed since edition A."""
    found = _editions(find_home(home)).compare(one, other)
    if as_json:
        for difference in found:
            print_json(words.difference_as_json(difference))
    else:
        words.say_differences(one, other, found, None if show_all else words.PATHS_SHOWN)


@edition.command()
@click.argument("number", type=NUMBER)
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
@json_option
def rollback(number: int, yes: bool, home: Path | None, as_json: bool) -> None:
    """Bring the pages of edition NUMBER back, as a new edition.

    They are the same bytes as then. What was withdrawn since does not come back. The newsroom keeps its articles as
    they are now: correct there what went wrong, for the next edition prints them.
    """
    if as_json and not yes:
        raise click.UsageError("--json needs --yes: a machine cannot be asked.")
    place, now = find_home(home), datetime.now(UTC)
    place.read_settings()
    refuse_unpressed_withdrawals(place)
    with phases() as show_phase, _open_press(place, show_phase) as press:
        plan = plan_rollback(press, number, now)
    if not as_json:
        words.say_plan(plan)
    if not yes:
        click.confirm("Bring it back?", abort=True)
    with phases() as show_phase, _open_press(place, show_phase) as press:
        refuse_unpressed_withdrawals(place)  # while it asked, too
        if plan_rollback(press, number, now) != plan:
            raise RefusedError("A new edition came out meanwhile. Nothing was rolled back; look again.")
        report = roll_back(press, plan, now)
        refresh_metadata(place, press.slots, now)
    if as_json:
        print_json(words.rolled_back_as_json(plan, report))
    else:
        words.say_rolled_back(plan, report)


@edition.command()
@click.option("--dry-run", is_flag=True, help="Count what would be removed; remove nothing.")
@home_option
@json_option
def gc(dry_run: bool, home: Path | None, as_json: bool) -> None:
    """Remove every object that no kept edition needs.

    The press does it too, a little with each edition. This does all of it at once, and also finds what a press
    that was killed, or that lost its memory, has left behind. It waits for a press that is running.
    """
    place = find_home(home)
    with phases() as show_phase, _open_press(place, show_phase) as press:
        press.finish_pending(datetime.now(UTC))
        last = press.last_manifest()
        if last is None:
            raise RefusedError(f"{place.editions} holds no edition yet. `tamizdat press` makes the first.")
        found = collect_garbage(press, last[1].edition, dry_run=dry_run)
    if as_json:
        print_json(words.collected_as_json(found, dry_run))
    else:
        words.say_collected(found, dry_run)


@contextmanager
def _open_press(home: Home, show: Callable[[str, int, int], None] | None = None) -> Iterator[Press]:
    """The press, alone."""
    progress: Progress | None = show
    keep = home.read_settings().keep_editions
    with only_one_press(home.press):
        yield Press(home, open_memory_at(find_places(home).memory), progress, keep)


def _editions(home: Home) -> Editions:
    keep = home.read_settings().keep_editions
    press = Press(home, open_memory_at(find_places(home).memory))
    return Editions(press.memory, press.store, press.slots, keep)
