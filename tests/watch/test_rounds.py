"""Whole rounds and the command, with a newsroom's folder, mirrors on loopback and vantage points that are proxies."""

from __future__ import annotations

import json
import random
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tamizdat.mirrors.command import mirror as mirror_command
from tamizdat.mirrors.watch.history import History
from tamizdat.mirrors.watch.observation import Observation
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.mirrors.watch.rounds import Round, run_round
from tamizdat.mirrors.watch.run import Watch
from tamizdat.mirrors.watch.settings import read_watch_settings
from tamizdat.mirrors.watch.vantage import Vantage, Way
from tamizdat.mirrors.watch.wire import Limits
from tamizdat.shell.errors import HomeError, RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Mirror, Pool, Registry, change_registry
from tests.reading.edition import HTML, Edition, make_edition
from tests.watch import network

QUICK = Limits(connect=2, quiet=1, whole=4)
PAGES = {
    **{f"/{n}.html": (f"<p>{n}</p>".encode() * 30, HTML) for n in range(12)},
    "/large.webp": (random.Random(2).randbytes(30_000), "image/webp"),
}
TOML = '[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n'


@dataclass
class Room:
    """A newsroom with an edition, and mirrors that serve it."""

    home: Home
    edition: Edition
    now: datetime
    stack: ExitStack

    def mirror(self, name: str, deed: network.Deed | None = None, pool: str = "public", state: str = "active") -> int:
        """Begin to serve, and note it; returns its port."""
        server = self.stack.enter_context(network.serving(deed or network.honest(self.edition)))
        self.note(Mirror(name, "folder", f"/{name}", server.address, pool, state))  # type: ignore[arg-type]
        return server.port

    def note(self, mirror: Mirror) -> None:
        with change_registry(self.home.mirrors) as held:
            registry: Registry = held[0]
            if mirror.pool not in {one.name for one in registry.pools}:
                registry = registry.put_pool(Pool(mirror.pool, "channel"))
            held[0] = registry.put(mirror)

    def settings(self, text: str) -> None:
        self.home.settings_file.write_text(TOML + text, encoding="utf-8")

    def round(self, *names: str) -> Round:
        def make_way(vantage: Vantage) -> Way:
            return Way(vantage, QUICK)

        return run_round(self.home, read_watch_settings(self.home), self.now, names, make_way)

    def kinds(self, *names: str) -> dict[tuple[str, str], str]:
        return {(one.mirror, one.vantage): one.kind for one in self.round(*names).found}

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(mirror_command, ["check", "--home", str(self.home.folder), *arguments])


@pytest.fixture(scope="module")
def pressed() -> Edition:
    return make_edition(PAGES, number=3, now=datetime.now(UTC))


@pytest.fixture
def room(tmp_path: Path, pressed: Edition) -> Iterator[Room]:
    home = Home(tmp_path / "home")
    pressed.write(home.editions / "current")
    with ExitStack() as stack:
        made = Room(home, pressed, datetime.now(UTC), stack)
        made.settings("")
        yield made


def closed_port() -> int:
    with socket.socket() as free:
        free.bind((network.HOST, 0))
        return int(free.getsockname()[1])


def test_a_round_probes_every_mirror_and_keeps_what_it_found(room: Room) -> None:
    room.mirror("riga")
    room.mirror("oslo", network.answer(b"busy", "503 Busy"))
    assert room.kinds() == {("riga", "here"): "ok", ("oslo", "here"): "http-status"}
    with History(room.home.mirrors) as history:
        (kept,) = history.observations("riga", "here", room.now - timedelta(minutes=1))
        assert (kept.kind, kept.edition, kept.steps.keys()) == ("ok", 3, {"tcp", "http", "content"})
        assert history.standing("riga", "here").state == "readable"
        assert stat.S_IMODE(history.file.stat().st_mode) == 0o600


def test_before_the_first_edition_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    (tmp_path / "tamizdat.toml").write_text(TOML)
    home = Home(tmp_path)
    with pytest.raises(RefusedError, match="no edition yet"):
        run_round(home, read_watch_settings(home), datetime.now(UTC))


def test_through_a_proxy_only_announced_mirrors_of_the_pools_that_it_was_given_are_looked_at(room: Room) -> None:
    """Whoever watches a vantage point must not learn the addresses of every pool at once."""
    room.mirror("riga")
    room.mirror("rest", state="resting")
    secret = room.mirror("secret", pool="letter")
    with network.socks_proxy({}) as public, network.socks_proxy({}) as letter:
        room.settings(
            f'[[mirrors.vantage]]\nname = "a"\ncountry = "XX"\nproxy = "socks5://127.0.0.1:{public.port}"\n'
            f'[[mirrors.vantage]]\nname = "b"\ncountry = "XX"\nproxy = "socks5://127.0.0.1:{letter.port}"\n'
            'pools = ["letter"]\n'
        )
        assert set(room.kinds()) == {
            ("riga", "here"), ("rest", "here"), ("secret", "here"), ("riga", "a"), ("secret", "b"),
        }  # fmt: skip
    assert secret not in {port for _, port in public.asked}
    assert {port for _, port in letter.asked} == {secret}


def test_when_everything_fails_from_a_vantage_point_there_is_no_conclusion(room: Room) -> None:
    room.mirror("riga")
    room.mirror("oslo")
    with network.socks_proxy({}, says=4) as proxy:
        vantage = f'[[mirrors.vantage]]\nname = "a"\ncountry = "XX"\nproxy = "socks5://127.0.0.1:{proxy.port}"\n'
        room.settings(vantage)
        done = room.round()
        assert done.silent == ("a",)
        assert {one.kind for one in done.found if one.vantage == "a"} == {"vantage"}
        with History(room.home.mirrors) as history:
            assert history.standing("riga", "a").newest is None, "no data is not ok, and no block either"


def test_a_control_that_answers_tells_a_block_of_everything_from_a_vantage_point_that_is_down(room: Room) -> None:
    room.mirror("riga", network.nothing)
    with network.serving(network.answer(b"hello")) as control:
        room.settings(f'[mirrors]\ncontrol = "{control.address}"\n')
        assert room.kinds() == {("riga", "here"): "silent"}
        assert [one.split(" ")[1] for one in control.asked] == ["/"]
    room.settings("")
    assert room.kinds() == {("riga", "here"): "vantage"}


def test_one_mirror_that_is_named_is_compared_with_the_others(room: Room) -> None:
    room.note(Mirror("riga", "folder", "/riga", f"http://127.0.0.1:{closed_port()}/"))
    room.mirror("oslo")
    assert room.kinds("riga") == {("riga", "here"): "tcp-refused"}


def test_a_burned_mirror_is_left_alone_unless_it_is_named(room: Room) -> None:
    room.mirror("riga")
    room.mirror("gone", state="burned")
    assert set(room.kinds()) == {("riga", "here")}
    assert room.kinds("gone") == {("gone", "here"): "ok"}


def test_an_onion_address_is_looked_at_through_tor_alone(room: Room) -> None:
    port = room.mirror("riga")
    onion = f"{'a' * 56}.onion"
    room.note(Mirror("dark", "folder", "/dark", f"http://{onion}/"))
    with network.socks_proxy({onion: port}) as tor:
        room.settings(
            f'[[mirrors.vantage]]\nname = "tor"\ncountry = "XX"\nproxy = "socks5://127.0.0.1:{tor.port}"\ntor = true\n'
        )
        kinds = room.kinds()
    assert kinds[("dark", "tor")] == "ok"
    assert ("dark", "here") not in kinds


def test_after_ninety_days_only_sums_are_kept(tmp_path: Path) -> None:
    policy, start = Policy(), datetime(2026, 1, 1, 12, tzinfo=UTC)
    with History(tmp_path) as history:
        kinds: list[Any] = ["ok", "ok", "tls"]
        history.add([Observation(start, "riga", "here", one) for one in kinds], policy)
        history.add([Observation(start + timedelta(days=80), "riga", "here", "ok")], policy)
        assert history.prune(start + timedelta(days=91), policy.keep_days) == 3
        assert history.prune(start + timedelta(days=91), policy.keep_days) == 0
        assert history.days("riga") == [("2026-01-01", "here", "ok", 2), ("2026-01-01", "here", "tls", 1)]
        assert len(history.observations("riga", "here", start)) == 1


def test_a_history_that_is_none_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "watch.sqlite3"
    file.write_bytes(b"these are the minutes of a meeting" * 40)
    with pytest.raises(HomeError, match="move it away"):
        History(tmp_path)
    assert file.read_bytes().startswith(b"these are the minutes")


# The command.


def test_the_command_ends_with_0_when_all_is_readable_and_with_1_when_it_is_not(room: Room) -> None:
    room.mirror("riga")
    well = room.run()
    assert well.exit_code == 0, well.output
    assert "riga" in well.output and "from here" in well.output and "readable" in well.output
    room.mirror("oslo", network.answer(b"busy", "503 Busy"))
    assert room.run().exit_code == 1
    assert room.run("riga").exit_code == 0


def test_the_table_says_what_was_found_and_what_to_do(room: Room) -> None:
    room.mirror("riga", network.cut_after(room.edition, 16_000))
    room.mirror("bern", state="resting")
    with History(room.home.mirrors) as history:
        history.put_round((Vantage("here"),), "", room.now)
        rows = [Observation(room.now - timedelta(minutes=20 * n), "riga", "here", "cut-16k") for n in range(6, 0, -1)]
        history.add(rows, Policy())
    done = room.run()
    assert done.exit_code == 1
    assert "the connection is cut after about 16 kB" in done.output
    assert "cut-16k" in done.output and "tcp" in done.output
    assert "not readable" in done.output
    assert "readers check everything themselves" in done.output


def test_for_machines_it_is_one_line(room: Room) -> None:
    room.mirror("riga")
    told = json.loads(room.run("--json").output)
    assert told["mirrors"][0]["places"][0]["state"] == "readable"
    assert told["probes"][0]["kind"] == "ok"
    assert told["proposals"] == []


def test_a_proposal_is_carried_out_or_dismissed_by_its_id(room: Room) -> None:
    room.mirror("riga", network.nothing)
    room.mirror("bern", state="resting")
    seen = [Vantage("here"), Vantage("a", "XX"), Vantage("b", "XX")]
    with History(room.home.mirrors) as history:
        history.put_round(seen, "", room.now)
        for n in range(6, 0, -1):
            at = room.now - timedelta(minutes=20 * n)
            history.add([Observation(at, "riga", one, "dns-bogon") for one in ("a", "b")], Policy())
            history.add([Observation(at, one, "here", "ok") for one in ("riga", "bern")], Policy())
    assert "no proposal 'nonsense'" in str(room.run("--apply", "nonsense").exception)
    with History(room.home.mirrors) as history:
        from tamizdat.mirrors.watch.propose import propose
        from tamizdat.shell.mirrors import read_registry

        (one,) = propose(read_registry(room.home.mirrors), history, Policy(), room.now)
    done = room.run("--apply", one.id)
    assert done.exit_code == 0, done.output
    assert "bern is announced in its place" in done.output
    assert [one.state for one in read_registry(room.home.mirrors).mirrors] == ["burned", "active"]
    assert room.run("--apply", one.id).exit_code == 1


def test_two_deeds_at_once_are_wrong_usage(room: Room) -> None:
    assert room.run("--apply", "a", "--dismiss", "b").exit_code == 2
    assert room.run("--watch", "--ooni", "fetch").exit_code == 2


def test_the_watch_of_a_server_says_what_is_new_once_and_names_no_address(room: Room) -> None:
    room.mirror("riga")
    port = room.mirror("oslo", network.answer(b"busy", "503 Busy"), pool="letter")
    room.settings("[mirrors]\nevery = 7\n[mirrors.numbers]\nprobes = 1\nfailed = 1\nminutes = 1\n")
    with History(room.home.mirrors) as history:
        early = room.now - timedelta(minutes=5)
        history.add([Observation(early, "oslo", "here", "http-status")], Policy())
    said: list[Any] = []
    watch = Watch(room.home, said.append)
    assert watch.turn(room.now) == 420
    watch.turn(room.now + timedelta(minutes=7))
    assert [one["did"] for one in said] == ["watched", "watched"]
    assert len(said[0]["notes"]) == 1 and said[1]["notes"] == []
    assert "oslo" in said[0]["notes"][0] and str(port) not in json.dumps(said)


def test_the_watch_runs_as_a_process_of_its_own_and_says_what_it_does_in_json(room: Room) -> None:
    room.mirror("riga")
    module = [sys.executable, "-m", "tamizdat.mirrors.watch.run", "--home", str(room.home.folder)]
    with subprocess.Popen(module, stdout=subprocess.PIPE, text=True) as watch:
        assert watch.stdout is not None
        try:
            told = json.loads(watch.stdout.readline())
        finally:
            watch.terminate()
    assert told == {"did": "watched", "notes": [], "probes": 1}


def test_a_mirror_that_was_forgotten_and_comes_back_begins_anew(room: Room) -> None:
    room.mirror("riga")
    room.round()
    with change_registry(room.home.mirrors) as held:
        held[0] = Registry()
    room.round()
    with History(room.home.mirrors) as history:
        assert history.standing("riga", "here").state == "unknown"
        assert len(history.observations("riga", "here", room.now - timedelta(minutes=1))) == 1


# Settings.


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[mirrors]\nwatch = 1\n", "true or false"),
        ("[mirrors]\npolicy = 'robot'\n", "person"),
        ("[mirrors]\nevery = 0\n", "minutes"),
        ("[mirrors]\nwhatever = 1\n", "knows no whatever"),
        ("[mirrors.numbers]\nprobes = 2\n", "failed is more than probes"),
        ("[mirrors.numbers]\ncolour = 2\n", "knows no colour"),
        ("[[mirrors.vantage]]\nname = 'a'\ncountry = 'xx'\nproxy = 'socks5://h:1'\n", "capital letters"),
        ("[[mirrors.vantage]]\nname = 'a'\ncountry = 'XX'\nproxy = 'ftp://h:1'\n", "socks5"),
        ("[[mirrors.vantage]]\nname = 'a'\ncountry = 'XX'\nproxy = 'socks5://nina:rope@h:1'\n", "a file"),
        ("[[mirrors.vantage]]\nname = 'here'\ncountry = 'XX'\nproxy = 'socks5://h:1'\n", "one name"),
        ("[[mirrors.vantage]]\nname = 'a'\ncountry = 'XX'\nproxy = 'socks5://h:1'\nlogin = 'none'\n", "cannot be read"),
    ],
)
def test_what_is_wrong_in_the_settings_is_said_and_no_password_is(room: Room, text: str, says: str) -> None:
    room.settings(text)
    with pytest.raises(HomeError, match=says) as refused:
        read_watch_settings(room.home)
    assert "rope" not in str(refused.value)


def test_a_login_lies_in_a_file_that_nobody_else_can_read(room: Room) -> None:
    vantage = "[[mirrors.vantage]]\nname = 'a'\ncountry = 'XX'\nproxy = 'socks5://h:1'\nlogin = 'keys/a'\n"
    room.settings(vantage)
    file = room.home.folder / "keys" / "a"
    file.parent.mkdir()
    file.write_text('name = "nina"\npassword = "rope"\n')
    file.chmod(0o644)
    with pytest.raises(HomeError, match="chmod 600"):
        read_watch_settings(room.home)
    file.chmod(0o600)
    login = read_watch_settings(room.home).vantage("a").login
    assert login is not None and (login.name, login.password) == ("nina", "rope")
    assert "rope" not in repr(read_watch_settings(room.home))
