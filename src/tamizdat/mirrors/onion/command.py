"""``tamizdat onion``: an onion address for the public site."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tamizdat.mirrors.onion.address import SECRET_KEY, host_in, read_hostname
from tamizdat.mirrors.onion.check import Finding, check_here
from tamizdat.mirrors.onion.probe import check_running
from tamizdat.mirrors.onion.save import save_onion
from tamizdat.mirrors.onion.write import Places, find_places, make_torrc, write_onion
from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home

BEHIND_NGINX = "127.0.0.1:8081"
"""Where deploy/onion.nginx.conf listens, for newsrooms whose public site is nginx's."""

dir_option: Callable[[Any], Any] = click.option(
    "--dir", "folder", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="Where configuration and key lie (else the folder onion of the home).",
)  # fmt: skip


@click.group()
def onion() -> None:
    """An onion address for the public site: no host to block, no certificate to take away."""


@onion.command()
@dir_option
@click.option("--target", default="", help="Where the public site listens, such as 127.0.0.1:8001 or unix:/run/x.sock.")
@click.option("--snippet", is_flag=True, help="Print the service's lines alone, for a Tor that runs here already.")
@home_option
def write(folder: Path | None, target: str, snippet: bool, home: Path | None) -> None:
    """Write Tor's configuration and the folder for its key, and say how to start it."""
    here, places = _open(home, folder)
    target = target or _public_site(here)
    if snippet:
        click.echo(make_torrc(places, target, is_own=False), nl=False)
        return
    write_onion(places, target)
    click.echo(f"{places.torrc} is written; it leads to the public site at {target}.\n")
    click.echo(f"  by hand   tor -f {places.torrc}")
    click.echo("  systemd   deploy/tamizdat-onion.service")
    click.echo("\nTor makes the address at its first start. Then: tamizdat onion address --save, tamizdat onion check")
    click.echo(
        f"The address is the key {places.service / SECRET_KEY}: it belongs into the private backup. "
        "Whoever has it can be this site; whoever loses it loses the address."
    )


@onion.command()
@dir_option
@click.option("--save", is_flag=True, help="Write it into tamizdat.toml.")
@home_option
@json_option
def address(folder: Path | None, save: bool, home: Path | None, as_json: bool) -> None:
    """The onion address, and whether the settings name it."""
    here, places = _open(home, folder)
    host = read_hostname(places.service)
    if host is None:
        raise RefusedError(f"There is no address in {places.service} yet: Tor makes it at its first start.")
    if save:
        save_onion(here.settings_file, f"http://{host}")
    is_named = host_in(here.read_settings().onion) == host
    if as_json:
        print_json({"onion": f"http://{host}", "is_in_settings": is_named})
        return
    click.echo(f"http://{host}")
    if not is_named:
        click.echo(f'{here.settings_file} does not name it: put onion = "http://{host}" under [public], or say --save.')
    elif save:
        click.echo("The next edition names it; the public site sends Onion-Location once it is started anew.")


@onion.command()
@dir_option
@click.option("--socks", default="", help="Ask the running service through a Tor client, as 127.0.0.1:9050.")
@click.option("--save", is_flag=True, help="Write the address into tamizdat.toml first.")
@home_option
@json_option
def check(folder: Path | None, socks: str, save: bool, home: Path | None, as_json: bool) -> None:
    """Look whether Tor takes the configuration, who may read the key, and (--socks) what readers meet."""
    here, places = _open(home, folder)
    host = read_hostname(places.service)
    if save and host:
        save_onion(here.settings_file, f"http://{host}")
    findings = list(check_here(here, places))
    if socks and host:
        findings += check_running(here, host, socks, datetime.now(UTC))
    if as_json:
        print_json({"right": all(one.is_right for one in findings), "findings": [_describe(one) for one in findings]})
    else:
        for one in findings:
            click.echo(f"{'right' if one.is_right else 'WRONG'}  {one.what:<15} {one.said}")
        if not socks:
            click.echo("Nothing was asked over the network. --socks 127.0.0.1:9050 asks the running service too.")
    if not all(one.is_right for one in findings):
        sys.exit(1)


def _open(home: Path | None, folder: Path | None) -> tuple[Home, Places]:
    here = find_home(home)
    here.read_settings()
    return here, find_places(here, folder)


def _public_site(home: Home) -> str:
    """``[serve] public_port``; where that is 0, nginx stands before the files."""
    serve = tomllib.loads(home.settings_file.read_text(encoding="utf-8")).get("serve", {})
    port = serve.get("public_port", 8001)
    return f"127.0.0.1:{port}" if isinstance(port, int) and port else BEHIND_NGINX


def _describe(one: Finding) -> dict[str, object]:
    return {"what": one.what, "right": one.is_right, "said": one.said}
