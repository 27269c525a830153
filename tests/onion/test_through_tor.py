"""The edition through a real onion service: checked, whole, at home there, and told of by the clear site."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from tamizdat.project.ports import Door, find_free_port, is_open
from tests.onion.test_configuration import findings, run
from tests.onion.tor_network import GENCERT, TOR, Network, tor_network
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import press
from tests.stories.commands import TAMIZDAT

SETTINGS = """\
[newsroom]
name = "The Lamp"
languages = ["en", "fa"]

[public]
address = "{address}"
onion = ""

[serve]
public_port = {port}
"""
pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(240),
    pytest.mark.skipif(not TOR or not GENCERT, reason="Tor is not installed"),
]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    with tor_network(tmp_path_factory.mktemp("tor")) as started:
        yield started


@pytest.fixture(scope="module")
def home(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A newsroom with an edition, its public site, and the Tor that `tamizdat onion write` set up."""
    folder, port = tmp_path_factory.mktemp("lamp"), find_free_port()
    (folder / "tamizdat.toml").write_text(SETTINGS.format(address=f"http://127.0.0.1:{port}", port=port))
    run(folder, "write")
    torrc = folder / "onion" / "torrc"
    torrc.write_text(network.common + torrc.read_text())
    network.start(torrc)
    hostname, until = folder / "onion" / "service" / "hostname", time.monotonic() + 60
    while not hostname.exists():
        assert time.monotonic() < until, "Tor made no address"
        time.sleep(0.1)
    run(folder, "address", "--save")
    newsroom = MemoryNewsroom()
    newsroom.put(
        "settings",
        newsroom.value("settings")
        | {"address": f"http://127.0.0.1:{port}", "onion": f"http://{hostname.read_text().strip()}"},
    )
    for number in range(8):
        newsroom.publish("en" if number % 2 else "fa")
    press(folder, newsroom, now=datetime.now(UTC))
    server, tree = "tamizdat.mirrors.public_site", folder / "editions" / "current"
    onion = f"http://{hostname.read_text().strip()}"
    site = subprocess.Popen([sys.executable, "-m", server, str(tree), "--port", str(port), "--onion", onion])
    try:
        while not is_open(Door("the site", "127.0.0.1", port, "")):
            assert site.poll() is None
            time.sleep(0.05)
        network.wait_for_client(120)
        yield folder
    finally:
        site.terminate()
        site.wait(10)


@pytest.fixture(scope="module")
def onion(home: Path, network: Network) -> str:
    """Its address, once it answers: its descriptor has to reach the network first."""
    address, until = f"http://{(home / 'onion' / 'service' / 'hostname').read_text().strip()}", time.monotonic() + 90
    with reader(network) as client:
        while True:
            try:
                client.get(f"{address}/tuf/timestamp.json")
                return address
            except httpx.HTTPError as error:
                assert time.monotonic() < until, error
                time.sleep(0.5)


def reader(network: Network) -> httpx.Client:
    return httpx.Client(proxy=f"socks5h://127.0.0.1:{network.socks}", timeout=30)


def test_the_edition_is_checked_through_its_onion_address(home: Path, onion: str, network: Network) -> None:
    environment = {**os.environ, "ALL_PROXY": f"socks5h://127.0.0.1:{network.socks}"}
    command = [str(TAMIZDAT), "verify", onion, "--root", str(home / "keys" / "1.root.json")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_whoever_runs_it_is_told_that_all_is_right(home: Path, onion: str, network: Network) -> None:
    assert findings(home, "--socks", f"127.0.0.1:{network.socks}", code=0) == {}
    said = run(home, "check", "--socks", f"127.0.0.1:{network.socks}").output
    assert "shows edition 1, and its signatures hold" in said and "tells Tor Browser of it" in said


def test_on_the_onion_no_link_leads_to_the_clear_web(onion: str, network: Network, home: Path) -> None:
    clear = tomllib.loads((home / "tamizdat.toml").read_text())["public"]["address"].removeprefix("http://")
    waiting, seen = [f"{onion}/", f"{onion}/404.html", f"{onion}/en/feed.xml"], set()
    with reader(network) as client:
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            seen.add(address)
            answer = client.get(address)
            assert answer.status_code == 200, address
            if not answer.headers["content-type"].startswith(("text/html", "application/atom")):
                continue
            path = urlsplit(address).path
            if "/ways/" not in path:
                assert clear not in answer.text, f"{path} names the clear site"
            for one in re.findall(r"""(?:href|src)=["']?([^"'\s>]+)""", unescape(answer.text)):
                goal = urljoin(address, one).partition("#")[0]
                if urlsplit(goal).hostname == urlsplit(onion).hostname:
                    waiting.append(goal)
                else:
                    assert "/ways/" in path or "w3.org" in goal, f"{path} leads to {goal}"
    assert len(seen) > 30
