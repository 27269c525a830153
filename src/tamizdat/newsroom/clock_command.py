"""``tamizdat clock``: can this machine's clock be believed? With ``--confirm`` a person says that it is right."""

from __future__ import annotations

from pathlib import Path

import click

from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.home import find_home, open_newsroom

WHY = {
    "": "It is believed.",
    "leap": "It leapt ahead of the time that passed: nothing becomes public by itself until a person confirms it.",
    "restart": "The machine was started again, nobody knows how long it was off, and no time server keeps its clock: "
    "nothing becomes public by itself until a person confirms it.",
    "behind": "It was set back: what waits for a time waits until that time has come by this clock.",
}


@click.command()
@home_option
@json_option
@click.option("--confirm", is_flag=True, help="You looked at another clock, and this machine's is right.")
def clock(home: Path | None, as_json: bool, confirm: bool) -> None:
    """Say whether embargoes and planned publications go by this machine's clock, or wait for a person."""
    open_newsroom(find_home(home))
    from tamizdat.newsroom.clock import confirm_clock, look_at_clock  # Django has to know the newsroom first
    from tamizdat.newsroom.trusted_time import read_clocks

    if confirm:
        confirm_clock()
    judged, says = look_at_clock(), read_clocks().wall.replace(microsecond=0)
    if as_json:
        now = judged.now.replace(microsecond=0)
        print_json({"clock": says.isoformat(), "goes_by": now.isoformat(), "doubt": judged.doubt})
        return
    click.echo(f"The clock says {says:%Y-%m-%d %H:%M:%S} UTC. {WHY[judged.doubt]}")
    if judged.is_held:
        click.echo("When it is right: tamizdat clock --confirm")
