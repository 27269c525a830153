"""OONI is asked for the main address alone; what it says is weighed, and what it does not say is no "readable"."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from click.testing import CliRunner

from tamizdat.mirrors.command import mirror as mirror_command
from tamizdat.mirrors.watch import command, ooni
from tamizdat.mirrors.watch.ooni import build_query, fetch_measured, judge_measured, main_host, parse_measured
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Settings
from tamizdat.shell.mirrors import Mirror, Pool, Registry, change_registry
from tests.watch.house import HERE, House, mirror

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LAMP = Settings("The Lamp", ("en",), address="https://lamp.example")
PRIVATE = Registry().put_pool(Pool("letter", "channel")).put(mirror("secret", "letter"))


def row(country: str, network: int, *, ok: int = 0, anomaly: int = 0, confirmed: int = 0, failure: int = 0) -> Any:
    """As the aggregation API writes a cell of probe_cc and probe_asn."""
    return {
        "anomaly_count": anomaly, "confirmed_count": confirmed, "failure_count": failure, "ok_count": ok,
        "measurement_count": ok + anomaly + confirmed + failure, "probe_cc": country, "probe_asn": network,
    }  # fmt: skip


def answer(*rows: Any) -> bytes:
    stats = {"bytes": 1, "elapsed_seconds": 0.1, "row_count": 1, "total_row_count": 1}
    return json.dumps({"db_stats": stats, "dimension_count": 2, "result": list(rows), "v": 0}).encode()


def judged(*rows: Any) -> dict[str, Any]:
    measured = parse_measured(answer(*rows), "lamp.example", NOW, 7)
    return {one.country: one for one in judge_measured(measured, Policy(), NOW)}


def test_the_main_address_is_asked_for_by_country_and_network() -> None:
    asked = urlsplit(build_query("lamp.example", LAMP, PRIVATE, NOW, 7))
    assert asked.hostname == "api.ooni.io" and asked.path == "/api/v1/aggregation"
    assert {key: value[0] for key, value in parse_qs(asked.query).items()} == {
        "domain": "lamp.example", "test_name": "web_connectivity", "since": "2026-11-13", "until": "2026-11-21",
        "axis_x": "probe_cc", "axis_y": "probe_asn",
    }  # fmt: skip


@pytest.mark.parametrize(
    "host", ["secret.example", "riga.example", "lamp.example.secret.example", "", "xn--lamp.example"]
)
def test_any_other_host_is_refused_before_anything_is_built(host: str) -> None:
    with pytest.raises(RefusedError):
        build_query(host, LAMP, PRIVATE.put(mirror("riga")), NOW, 7)


def test_a_host_that_is_also_a_private_mirrors_is_not_asked_for() -> None:
    shared = PRIVATE.put(Mirror("x", "folder", "/x", "https://lamp.example/x/", "letter"))
    with pytest.raises(RefusedError, match="private"):
        main_host(LAMP, shared)


@pytest.mark.parametrize("address", ["", f"http://{'a' * 56}.onion"])
def test_without_a_public_address_there_is_nothing_to_ask_for(address: str) -> None:
    with pytest.raises(RefusedError):
        main_host(Settings("The Lamp", ("en",), address=address), Registry())


def test_one_anomaly_in_fifty_is_nothing_and_fifty_are_no_proof_either() -> None:
    assert not judged(row("XX", 64500, ok=49, anomaly=1))["XX"].is_blocked
    assert not judged(*[row("XX", n, anomaly=50) for n in range(64500, 64510)])["XX"].is_blocked


def test_confirmed_in_three_networks_of_a_country_is_a_block_there_and_nowhere_else() -> None:
    two = [row("XX", n, ok=3, confirmed=2) for n in (64500, 64501)]
    assert not judged(*two)["XX"].is_blocked
    found = judged(*two, row("XX", 64502, confirmed=1), row("YY", 64510, ok=9))
    assert found["XX"].is_blocked and found["XX"].networks == 3
    assert not found["YY"].is_blocked


def test_when_the_helper_is_down_or_nobody_measured_there_is_no_data() -> None:
    found = judged(row("XX", 64500, failure=40))
    assert (found["XX"].measured, found["XX"].is_blocked) == (0, False)
    assert judged() == {}


def test_what_was_brought_long_ago_proves_nothing_now() -> None:
    rows = parse_measured(answer(*[row("XX", n, confirmed=1) for n in range(3)]), "lamp.example", NOW, 7)
    assert judge_measured(rows, Policy(), NOW)[0].is_blocked
    assert not judge_measured(rows, Policy(), NOW + timedelta(days=8))[0].is_blocked


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<html>", b"[]", b'{"v":0,"msg":"quota"}', b'{"result":{"ok_count":1}}', b'{"result":[{}]}',
        answer({**row("XX", 1), "ok_count": -1}), answer({**row("XX", 1), "ok_count": "1"}),
        answer({**row("XX", 1), "domain": "secret.example"}), answer({**row("XX", 1), "input": "https://secret.example/"}),
    ],
)  # fmt: skip
def test_what_is_no_answer_of_the_api_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError):
        parse_measured(data, "lamp.example", NOW, 7)


def test_rows_that_name_the_main_address_are_read() -> None:
    for name, value in (("domain", "lamp.example"), ("input", "https://lamp.example/")):
        assert parse_measured(answer({**row("XX", 1, ok=1), name: value}), "lamp.example", NOW, 7)


def test_an_api_that_is_down_is_said_and_changes_nothing() -> None:
    query = build_query("lamp.example", LAMP, PRIVATE, NOW, 7)
    for broken in (httpx.MockTransport(lambda _: httpx.Response(504)), httpx.MockTransport(_fail)):
        with pytest.raises(RefusedError, match="Nothing is known"):
            fetch_measured(query, broken)
    well = httpx.MockTransport(lambda _: httpx.Response(200, content=answer()))
    assert fetch_measured(query, well) == answer()


def _fail(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectTimeout("no")


def test_confirmed_blocks_of_the_main_address_are_told_and_rotate_a_mirror_of_that_host(tmp_path: Path) -> None:
    house = House(tmp_path, vantages=(HERE,), main="https://riga.example", now=NOW)
    house.keep(mirror("riga"), mirror("oslo"), mirror("bern", state="resting")).watch(5)
    rows = [row("XX", n, confirmed=2) for n in (64500, 64501, 64502)]
    house.history.put_measured(parse_measured(answer(*rows), "riga.example", NOW, 7))
    deeds = {(one.deed, one.mirror): one for one in house.proposals()}
    assert set(deeds) == {("tell", "@main"), ("rotate", "riga")}
    assert deeds[("rotate", "riga")].is_certain and deeds[("rotate", "riga")].countries == ("XX",)
    assert house.word("riga") == "blocked" and house.word("riga", "") == "readable"


def test_one_anomaly_in_fifty_proposes_nothing(tmp_path: Path) -> None:
    house = House(tmp_path, vantages=(HERE,), main="https://riga.example", now=NOW)
    house.keep(mirror("riga"), mirror("bern", state="resting")).watch(5)
    house.history.put_measured(parse_measured(answer(row("XX", 1, ok=49, anomaly=1)), "riga.example", NOW, 7))
    assert house.proposals() == []


# The command.


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "tamizdat.toml").write_text(
        '[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n[public]\naddress = "https://lamp.example"\n'
    )
    with change_registry(tmp_path / "mirrors") as held:
        held[0] = PRIVATE.put(mirror("riga"))
    return tmp_path


def run(home: Path, source: str) -> Any:
    return CliRunner().invoke(mirror_command, ["check", "--home", str(home), "--ooni", source])


def test_a_downloaded_file_is_taken_in(home: Path) -> None:
    file = home / "ooni.json"
    file.write_bytes(answer(*[row("XX", n, confirmed=1) for n in range(3)], row("YY", 9, failure=3)))
    done = run(home, str(file))
    assert done.exit_code == 0, done.output
    assert "XX  blocked: confirmed in 3 of 3 networks" in done.output
    assert "YY  no data" in done.output


def test_an_empty_answer_is_no_data_and_not_readable(home: Path) -> None:
    file = home / "ooni.json"
    file.write_bytes(answer())
    assert "That does not mean that it is readable" in run(home, str(file)).output
    assert run(home, str(home / "none.json")).exit_code == 1


def test_no_mirror_is_ever_named_to_ooni(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def take(query: str) -> bytes:
        asked.append(query)
        return answer(row("XX", 1, ok=5))

    monkeypatch.setattr(command, "fetch_measured", take)
    assert run(home, "fetch").exit_code == 0
    assert len(asked) == 1 and asked[0].startswith(ooni.API)
    for name in ("secret", "riga"):
        assert name not in asked[0]
