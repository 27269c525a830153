"""What `tamizdat onion` writes, a real Tor takes; what is wrong with rights, names or settings, it says."""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tamizdat.mirrors.onion.address import is_onion_host
from tamizdat.mirrors.onion.command import onion
from tamizdat.mirrors.onion.save import set_onion
from tamizdat.mirrors.onion.write import Places, make_torrc
from tamizdat.shell.errors import HomeError, RefusedError
from tests.onion.tor_network import TOR

SETTINGS = """\
# Ours.
[newsroom]
name = "The Lamp"
languages = ["en"]

[public]
# Where readers find you.
address = "https://lamp.example"
onion = ""  # none yet

[serve]
public_port = 8123
"""


def make_host(seed: bytes = b"lamp") -> str:
    """An onion address that is right."""
    key = hashlib.sha256(seed).digest()
    check = hashlib.sha3_256(b".onion checksum" + key + b"\x03").digest()[:2]
    return base64.b32encode(key + check + b"\x03").decode().lower() + ".onion"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "tamizdat.toml").write_text(SETTINGS)
    return tmp_path


def run(home: Path, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(onion, [*arguments, "--home", str(home)])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def findings(home: Path, *more: str, code: int = 1) -> dict[str, list[str]]:
    """What is wrong, by what was looked at."""
    found: dict[str, list[str]] = {}
    for one in json.loads(run(home, "check", "--json", *more, code=code).stdout)["findings"]:
        if not one["right"]:
            found.setdefault(one["what"], []).append(one["said"])
    return found


def run_tor_once(home: Path, host: str) -> None:
    """What Tor leaves behind at its first start."""
    service = home / "onion" / "service"
    (service / "hostname").write_text(f"{host}\n")
    (service / "hs_ed25519_secret_key").write_bytes(b"secret")
    (service / "hs_ed25519_secret_key").chmod(0o600)


def test_the_service_hides_its_place_and_slows_whoever_knocks_too_often(home: Path) -> None:
    said = run(home, "write").output
    text = (home / "onion" / "torrc").read_text()
    for line in (
        "HiddenServicePort 80 127.0.0.1:8123", "HiddenServiceEnableIntroDoSDefense 1",
        "HiddenServicePoWDefensesEnabled 1", "HiddenServiceSingleHopMode 0", "SocksPort 0", "SafeLogging 1",
    ):  # fmt: skip
        assert f"\n{line}\n" in text, line
    for name in ("", "service", "data"):
        assert (home / "onion" / name).stat().st_mode & 0o777 == 0o700
    assert "private backup" in said and "tor -f" in said


@pytest.mark.skipif(TOR is None, reason="Tor is not installed")
def test_a_real_tor_takes_what_was_written(home: Path) -> None:
    run(home, "write")
    found = findings(home)
    assert set(found) == {"address"} and "has not run" in found["address"][0]
    run(home, "write", "--target", "unix:/run/lamp.sock")
    assert set(findings(home)) == {"address"}
    torrc = home / "onion" / "torrc"
    torrc.write_text(torrc.read_text() + "HiddenServicePort nowhere\n")
    assert "Tor refuses" in findings(home)["configuration"][0]


def test_without_a_configuration_it_says_how_to_make_one(home: Path) -> None:
    assert "onion write" in findings(home)["configuration"][0]
    assert "first start" in str(run(home, "address", code=1).exception)


def test_a_key_that_others_may_read_is_said(home: Path) -> None:
    run(home, "write")
    run_tor_once(home, make_host())
    (home / "onion" / "service" / "hs_ed25519_secret_key").chmod(0o644)
    (home / "onion" / "data").chmod(0o755)
    said = " ".join(findings(home)["rights"])
    assert "chmod 600" in said and "chmod 700" in said


def test_the_address_is_saved_and_nothing_else_changes(home: Path) -> None:
    run(home, "write")
    host = make_host()
    run_tor_once(home, host)
    said = run(home, "address").output
    assert f'onion = "http://{host}"' in said and "--save" in said
    assert "does not name it" in findings(home)["settings"][0]
    run(home, "address", "--save")
    file = home / "tamizdat.toml"
    assert file.read_text() == SETTINGS.replace('onion = ""  # none yet', f'onion = "http://{host}"')
    assert json.loads(run(home, "address", "--json").stdout)["is_in_settings"] is True
    run_tor_once(home, make_host(b"another"))
    assert "names another one" in findings(home)["settings"][0]


def test_settings_without_a_place_for_it_get_one() -> None:
    for text in (
        '[newsroom]\nname = "x"\n', '[public]\naddress = "a"\n\n[serve]\nonion = "not this"\n',
        '[serve]\nport = 1\n[public]\n', '[public] # ours\n# onion = "an old one"\naddress = "b"\n',
    ):  # fmt: skip
        wanted = tomllib.loads(text)
        wanted.setdefault("public", {})["onion"] = "http://x.onion"
        assert tomllib.loads(set_onion(text, "http://x.onion")) == wanted


@pytest.mark.parametrize(
    "text", ['public = { address = "a" }\n', 'x = """\n[public]\n"""\n', '["public"]\nonion = "a"\n']
)
def test_settings_written_in_an_unusual_way_are_left_to_their_owner(text: str) -> None:
    with pytest.raises(HomeError, match="yourself"):
        set_onion(text, "http://x.onion")


@pytest.mark.parametrize(
    "target", ["10.0.0.1:80", "lamp.example:80", "127.0.0.1:99999", "unix:x.sock", "8001", "127.0.0.1:1\nX 1"]
)
def test_a_service_leads_to_this_machine_only(target: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        make_torrc(Places(tmp_path), target)


def test_a_slip_of_the_pen_in_an_onion_address_is_seen() -> None:
    host = make_host()
    assert is_onion_host(host)
    other = "b" if host[0] == "a" else "a"
    for wrong in (
        other + host[1:],
        host[:-6],
        host.upper(),
        f"{host[1:]}",
        "expyuzz4wqqyqhjn.onion",
        f"www.{host}",
        "лампа.onion",
    ):
        assert not is_onion_host(wrong), wrong


def test_the_file_in_deploy_is_what_the_command_prints() -> None:
    deploy = Path(__file__).parents[2] / "deploy" / "torrc"
    assert deploy.read_text().endswith(make_torrc(Places(Path("/var/lib/tor/lamp")), "127.0.0.1:8081", is_own=False))
