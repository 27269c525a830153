"""One leak burns one pool: no address in two, no way back from what was printed, no address forgotten by accident."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tamizdat.mirrors.command import mirror
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import read_registry


def run(home: Home, *arguments: str, stdin: str | None = None) -> Result:
    """``tamizdat mirror …`` in this home."""
    return CliRunner().invoke(mirror, [*arguments, "--home", str(home.folder)], input=stdin)


def done(home: Home, *arguments: str) -> str:
    result = run(home, *arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def refused(home: Home, *arguments: str) -> str:
    before = read_registry(home.mirrors)
    result = run(home, *arguments)
    assert result.exit_code == 1 and read_registry(home.mirrors) == before, result.output
    return f"{result.output}{result.exception}"


def add(home: Home, name: str, address: str, pool: str = "public") -> None:
    done(home, "add", name, "--kind", "folder", "--where", f"/srv/{name}", "--address", address, "--pool", pool)


def listed(home: Home, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done(home, "list", "--json", *more))["mirrors"]
    return found


def test_a_mirror_is_noted_listed_and_forgotten(home: Home) -> None:
    said = done(home, "add", "riga", "--kind", "folder", "--where", "site", "--address", "https://m.example/lamp/",
                "--option", "endpoint=https://s.example", "--state", "resting")  # fmt: skip
    assert "mirror push riga" in said
    (one,) = listed(home)
    assert (one["name"], one["pool"], one["state"], one["address"]) == (
        "riga",
        "public",
        "resting",
        "https://m.example/lamp/",
    )
    assert one["where"] == str(Path("site").absolute()), "commands run from anywhere"
    assert one["options"] == ["endpoint"], "what a backend needs is named, never shown"
    assert "riga" in done(home, "list")
    done(home, "remove", "riga")
    assert listed(home) == [] and "no mirrors yet" in done(home, "list")


def test_the_registry_is_for_its_owner_alone(home: Home) -> None:
    add(home, "riga", "https://m.example/")
    assert (home.mirrors / "registry.json").stat().st_mode & 0o077 == 0
    assert home.mirrors.stat().st_mode & 0o077 == 0


WRONG = {
    "http": ("--address", "http://m.example/"),
    "no end": ("--address", "https://m.example"),
    "capitals": ("--address", "https://M.example/"),
    "a question": ("--address", "https://m.example/?a"),
    "a name in it": ("--address", "https://me:pw@m.example/"),
    "letters that are not ASCII": ("--address", "https://лампа.example/"),
    "an unknown pool": ("--pool", "nowhere", "--address", "https://m.example/"),
    "an option without a value": ("--option", "endpoint", "--address", "https://m.example/"),
}


@pytest.mark.parametrize("more", WRONG.values(), ids=WRONG)
def test_what_no_reader_can_use_is_refused(home: Home, more: tuple[str, ...]) -> None:
    assert len(refused(home, "add", "riga", "--kind", "folder", "--where", "/srv/x", *more)) > 30


@pytest.mark.parametrize(
    "kind", [("bucket",), ("bucket", "--where", "place"), ("rclone", "--where", "x"), ("folder",), ("pull",),
             ("pull", "--where", "/srv/x")]
)  # fmt: skip
def test_a_mirror_says_how_editions_get_there(home: Home, kind: tuple[str, ...]) -> None:
    address = () if kind == ("pull",) else ("--address", "https://m.example/")
    refused(home, "add", "riga", "--kind", *kind, *address)


def test_an_address_stands_in_one_pool_only(home: Home) -> None:
    done(home, "pool", "add", "letters")
    add(home, "riga", "https://m.example/lamp/")
    assert "already" in refused(home, "add", "tallinn", "--kind", "pull", "--address", "https://m.example/lamp/",
                                "--pool", "letters")  # fmt: skip
    assert "Whoever blocks one blocks both" in refused(
        home, "add", "tallinn", "--kind", "pull", "--address", "https://m.example/other/", "--pool", "letters"
    )
    done(home, "add", "tallinn", "--kind", "pull", "--address", "https://m.example/other/")


def test_a_name_is_given_once(home: Home) -> None:
    add(home, "riga", "https://m.example/")
    assert "already" in refused(home, "add", "riga", "--kind", "pull", "--address", "https://n.example/")


def test_a_burned_address_is_never_used_again_and_stays_known(home: Home) -> None:
    done(home, "pool", "add", "letters")
    add(home, "riga", "https://m.example/", "letters")
    done(home, "remove", "riga", "--burned")
    assert listed(home) == [] and listed(home, "--burned")[0]["state"] == "burned"
    assert read_registry(home.mirrors).announced("letters") == ()
    assert read_registry(home.mirrors).private_addresses() == ("https://m.example/",)
    assert "burned" in refused(home, "add", "riga2", "--kind", "pull", "--address", "https://m.example/")
    assert "burned" in refused(home, "pool", "move", "riga", "public", "--yes")


def test_a_private_address_is_printed_only_when_somebody_says_so_and_never_comes_back(home: Home) -> None:
    done(home, "pool", "add", "letters", "--kind", "private")
    add(home, "riga", "https://m.example/", "letters")
    assert "never be a secret again" in refused(home, "pool", "move", "riga", "public")
    done(home, "pool", "move", "riga", "public", "--yes")
    assert listed(home)[0]["pool"] == "public"
    assert "--burned" in refused(home, "pool", "move", "riga", "letters")


def test_pools_are_shown_with_what_to_do(home: Home) -> None:
    done(home, "pool", "add", "letters", "--note", "those of the newsletter")
    add(home, "riga", "https://m.example/")
    add(home, "tallinn", "https://n.example/", "letters")
    done(home, "pool", "state", "tallinn", "resting")
    found = json.loads(done(home, "pool", "--json"))
    letters = next(one for one in found["pools"] if one["name"] == "letters")
    assert (letters["active"], letters["resting"], letters["announced"]) == (0, 1, [])
    assert "announces 1 of at least 3" in found["advice"][0]
    assert "letters" in done(home, "pool") and "https://m.example/" in done(home, "pool")
    assert "stays" in refused(home, "pool", "remove", "letters")
    assert done(home, "pool", "ways") == "https://m.example/\n"


def test_a_list_never_grows_beyond_what_a_reader_takes(home: Home) -> None:
    for number in range(64):
        add(home, f"m{number}", f"https://m{number}.example/")
    assert "full" in refused(home, "add", "late", "--kind", "pull", "--address", "https://late.example/")
    done(home, "add", "late", "--kind", "pull", "--address", "https://late.example/", "--state", "resting")
    assert "full" in refused(home, "pool", "state", "late", "active")
