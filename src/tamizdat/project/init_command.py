"""``tamizdat init``: make a folder for a newsroom."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tamizdat.project.login import Login, draw_code
from tamizdat.project.make_home import is_newsroom, make_home
from tamizdat.shell.console import errors, json_option, print_json

__all__ = ["init", "make_home"]


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", default=None, help="The newsroom's name (else the folder's).")
@click.option("--language", "languages", multiple=True, default=("en",), show_default=True, help="Again for each one.")
@click.option("--time-zone", default="UTC", show_default=True, help="Dates on pages are told in it.")
@click.option("--address", default="", help="Where readers find you, such as https://example.org.")
@click.option("--editor", default="editor", show_default=True, help="The name of the first account.")
@json_option
def init(
    path: Path, name: str | None, languages: tuple[str, ...], time_zone: str, address: str, editor: str, as_json: bool
) -> None:
    """Make a folder for a newsroom, with its database and one account."""
    path = path.absolute()
    if is_newsroom(path):
        _say_there_is_one(path, as_json)
        return
    name = name or path.name
    with errors.status("Making the newsroom's database, about ten seconds …"):
        login = make_home(path, name=name, languages=languages, time_zone=time_zone, address=address, editor=editor)
    if as_json:
        print_json(_as_json(path, name, login))
    else:
        _say(path, name, login)


def _say_there_is_one(path: Path, as_json: bool) -> None:
    if as_json:
        print_json({"home": str(path), "created": False})
    else:
        click.echo(f"{path} is a newsroom already. Nothing was changed.")


def _as_json(path: Path, name: str, login: Login) -> dict[str, object]:
    return {
        "home": str(path),
        "created": True,
        "account": login.name,
        "password": login.password,
        "second_factor": login.otpauth(name),
    }


def _say(path: Path, name: str, login: Login) -> None:
    link = login.otpauth(name)
    click.echo(f"{name} has a newsroom in {path}\n")
    click.echo(f"  account         {login.name}")
    click.echo(f"  password        {login.password}")
    click.echo(f"  second factor   {link}\n")
    if sys.stdout.isatty() and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8":
        click.echo(draw_code(link))
    click.echo("These are shown once. Keep the password, and read the second factor into an authenticator now.")
    click.echo(f"Then: tamizdat serve --home {path}")
