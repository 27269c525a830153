"""Two signed values enter the newsroom, and nothing else; in doubt the last good one stays."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tamizdat.campaigns.bring_values import bring_values
from tamizdat.campaigns.models import KnownValue
from tamizdat.core.canonical import digest
from tamizdat.newsroom.fact_store import read_fact
from tamizdat.shell.home import Home
from tests.campaigns.signed import OTHER_KEY, PUBLIC, make_offer, make_statement, signed

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SETTINGS = '[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n[support]\naddress = "https://give.example"\n'

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A newsroom that knows the support site's key."""
    home = Home(tmp_path)
    home.settings_file.write_text(f'{SETTINGS}public_key = "{PUBLIC}"\n')
    home.support_public.mkdir(parents=True)
    return home


class SupportSite:
    """Gives two files, to whoever asks."""

    def __init__(self) -> None:
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                data = site.files.get(self.path)
                self.send_response(200 if data else 404)
                self.end_headers()
                self.wfile.write(data or b"")

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def site():
    found = SupportSite()
    yield found
    found.server.shutdown()
    found.server.server_close()


def lay(home: Home, name: str, data: bytes) -> bytes:
    (home.support_public / f"{name}.json").write_bytes(data)
    return data


def test_a_value_becomes_a_fact_whose_text_is_the_very_file(home: Home) -> None:
    offer, statement = lay(home, "offer", signed(make_offer())), lay(home, "statement", signed(make_statement()))
    assert bring_values(home, NOW).changed == ("offer", "statement")
    assert [read_fact("offer").encode(), read_fact("statement").encode()] == [offer, statement]
    assert bring_values(home, NOW).changed == ()


def test_without_a_support_site_nothing_is_looked_for(home: Home) -> None:
    assert bring_values(home, NOW).refused == () and read_fact("offer") is None


def _flipped(data: bytes) -> bytes:
    return data.replace(b"https://give.example", b"https://givE.example")


BROKEN = {
    "another key": lambda: signed(make_offer(2), OTHER_KEY),
    "a changed byte": lambda: _flipped(signed(make_offer(2))),
    "spaces": lambda: signed(make_offer(2)).replace(b",", b", ", 1),
    "no JSON": lambda: b"{",
    "too long": lambda: b" " * 20_000,
    "an earlier number": lambda: signed(make_offer(1, sandbox=False)),
    "an address of a script": lambda: signed(make_offer(2, address="javascript:alert(1)")),
    "a path": lambda: signed(make_offer(2, address="https://give.example/x")),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_wrong_offer_is_refused_the_last_good_one_stays_and_the_reason_is_said(home: Home, how: str) -> None:
    good = lay(home, "offer", signed(make_offer(1)))
    bring_values(home, NOW)
    lay(home, "offer", BROKEN[how]())
    ((name, why),) = bring_values(home, NOW).refused
    assert name == "offer" and len(why) > 20 and read_fact("offer").encode() == good
    assert KnownValue.objects.get(name="offer").refused == why
    lay(home, "offer", signed(make_offer(2)))
    assert bring_values(home, NOW).changed == ("offer",)
    assert KnownValue.objects.get(name="offer").refused == ""


def test_a_meter_that_does_not_follow_from_the_figures_is_refused_though_it_is_signed(home: Home) -> None:
    wrong = make_statement() | {"meter": {"month": "2026-11", "cost": 1_000_000, "received": 900_000, "gap": 100_000}}
    lay(home, "statement", signed(wrong))
    ((_, why),) = bring_values(home, NOW).refused
    assert "does not follow from the figures" in why and read_fact("statement") is None


def test_a_statement_follows_the_one_before_it(home: Home) -> None:
    first = lay(home, "statement", signed(make_statement()))
    bring_values(home, NOW)
    lay(home, "statement", signed(make_statement(2, "0" * 64, day=21)))
    ((_, why),) = bring_values(home, NOW).refused
    assert "another one before it" in why
    lay(home, "statement", signed(make_statement(2, digest(first), day=20)))
    assert "later day" in bring_values(home, NOW).refused[0][1]
    lay(home, "statement", signed(make_statement(2, digest(first), day=21)))
    assert bring_values(home, NOW).changed == ("statement",)


def test_without_a_key_nothing_is_taken(home: Home, site: SupportSite) -> None:
    home.settings_file.write_text(SETTINGS)
    lay(home, "offer", signed(make_offer()))
    assert "no key" in bring_values(home, NOW).refused[0][1] and read_fact("offer") is None
    (home.support_public / "public-key").write_text(f"{PUBLIC}\n")
    home.settings_file.write_text(f'{SETTINGS}from = "{site.address}"\n')
    site.files = {"/offer.json": signed(make_offer())}
    assert "no key" in bring_values(home, NOW + timedelta(hours=1)).refused[0][1], "the key of another folder"
    home.settings_file.write_text(SETTINGS)
    assert bring_values(home, NOW).changed == ("offer",), "a support site in this folder"


def test_a_support_site_elsewhere_is_asked_every_ten_minutes(home: Home, site: SupportSite) -> None:
    home.settings_file.write_text(f'{SETTINGS}public_key = "{PUBLIC}"\nfrom = "{site.address}"\n')
    site.files = {"/offer.json": signed(make_offer())}
    assert bring_values(home, NOW).changed == ("offer",)
    assert site.asked == ["/offer.json", "/statement.json"]
    site.files = {"/offer.json": signed(make_offer(2))}
    assert bring_values(home, NOW + timedelta(minutes=9)).changed == ()
    assert bring_values(home, NOW + timedelta(minutes=11)).changed == ("offer",)
    site.server.server_close()
    site.server.shutdown()
    later = bring_values(home, NOW + timedelta(minutes=30))
    assert "could not be reached" in later.refused[0][1]
    assert json.loads(read_fact("offer"))["signed"]["number"] == 2


def test_a_support_site_that_sends_without_end_is_cut_off(home: Home, site: SupportSite) -> None:
    home.settings_file.write_text(f'{SETTINGS}public_key = "{PUBLIC}"\nfrom = "{site.address}"\n')
    site.files = {"/offer.json": b"x" * 50_000_000}
    assert "14000 is the most" in bring_values(home, NOW).refused[0][1]
