"""A country becomes dangerous: every recurring gift from there stops at once, and the processor confirms it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.contributions.inbox.place import Place, settings_for
from tests.sandbox.running import ControlError, running_sandbox

from tamizdat.contributions.freeze.account import open_accounts
from tamizdat.contributions.freeze.command import freeze as command
from tamizdat.contributions.freeze.freeze import Stopped, freeze_country
from tamizdat.contributions.freeze.prove import prove_frozen
from tamizdat.contributions.freeze.stop import stop_all
from tamizdat.contributions.freeze.stripe_account import StripeAccount
from tamizdat.contributions.jurisdictions import check_country, refuses
from tamizdat.contributions.models import Frozen, Mail, Recurring, Supporter
from tamizdat.contributions.providers.contract import CountryRefusedError, ProviderError
from tamizdat.sandbox.cards import BY_COUNTRY
from tamizdat.shell.errors import RefusedError


def from_there(place: Place, *countries: str) -> None:
    """Somebody gives each month, with a card of each of these countries."""
    for number, country in enumerate(countries):
        place.give(every="month", card=BY_COUNTRY[country], email=f"reader{number}@example.org")
        place.settle()


def freeze(place: Place, country: str = "BY", **more: bool) -> Stopped:
    return freeze_country(place.home, country, place.now, lambda: place.now, **more)


def running(place: Place) -> list[str]:
    [account] = open_accounts(place.home)
    return sorted(one.country for one in account.standing())


def test_every_recurring_gift_from_there_stops_and_no_other(place: Place) -> None:
    from_there(place, "BY", "BY", "DE", "US")
    done = freeze(place)
    assert (done.stopped, done.failed, done.left) == (2, {}, 0)
    assert running(place) == ["DE", "US"]
    assert sorted(Recurring.objects.values_list("state", flat=True)) == ["active", "active", "frozen", "frozen"]


def test_nothing_reaches_a_bank_there_afterwards_and_that_is_proven(place: Place) -> None:
    from_there(place, "BY", "DE")
    place.sandbox.advance(days=1)
    freeze(place)
    before = len(place.sandbox.attempts())
    place.sandbox.advance(days=70)
    place.settle()
    tried = place.sandbox.attempts()[before:]
    assert len(tried) == 2  # the German card, twice
    proof = prove_frozen(place.home, "BY", place.now)
    assert proof.holds
    assert (len(proof.before), proof.after, proof.left) == (0, (), 0)


def test_a_page_that_is_open_at_that_moment_is_closed(place: Place) -> None:
    _, begun = place.begin()
    assert freeze(place).pages == 1
    with pytest.raises(ControlError):
        place.sandbox.pay_checkout(begun.session, card=BY_COUNTRY["BY"])
    assert place.sandbox.attempts() == []


def test_a_proof_that_does_not_hold_says_so(place: Place) -> None:
    from_there(place, "BY")
    with pytest.raises(RefusedError, match="was not frozen"):
        prove_frozen(place.home, "BY", place.now)
    Frozen.objects.create(country="BY", since=place.now, done=place.now)
    place.sandbox.advance(days=35)
    proof = prove_frozen(place.home, "BY", place.now)
    assert not proof.holds
    assert (len(proof.after), proof.left) == (1, 1)
    assert Frozen.objects.get().proof["after"] == 1


def test_no_mail_goes_to_who_is_in_danger(place: Place) -> None:
    from_there(place, "BY")
    Mail.objects.all().delete()
    freeze(place)
    place.sandbox.advance(days=40)
    place.settle()
    assert list(Mail.objects.exclude(state="skipped").values_list("what", flat=True)) == []
    assert not Supporter.objects.get().may_be_mailed


def test_a_mail_goes_only_if_that_is_asked_for(place: Place) -> None:
    from_there(place, "BY")
    freeze(place, mail=True)
    freeze(place, mail=True)
    assert Mail.objects.filter(what="recurring_frozen").count() == 1


def test_new_gifts_are_refused_from_that_moment(place: Place) -> None:
    check_country(place.home, "BY", place.now)
    freeze(place)
    with pytest.raises(CountryRefusedError) as refused:
        check_country(place.home, "by", place.now)
    assert "BY" not in str(refused.value)
    assert "Lamp" not in str(refused.value)


def test_a_day_in_the_settings_begins_where_it_begins_first(place: Place) -> None:
    text = place.home.settings_file.read_text().replace("RU = 2023-01-26", "RU = 2023-01-26\nKZ = 2030-05-01")
    place.home.settings_file.write_text(text)
    day = place.now.replace(year=2030, month=4, day=30, hour=9, minute=0, second=0)
    assert not refuses(place.home, "KZ", day)
    assert refuses(place.home, "KZ", day + timedelta(hours=2))


def test_a_dry_run_changes_nothing(place: Place) -> None:
    from_there(place, "BY")
    assert freeze(place, dry_run=True).left == 1
    assert running(place) == ["BY"]
    assert not Frozen.objects.exists()


@pytest.mark.long
def test_what_failed_is_stopped_by_the_next_run(place: Place) -> None:
    from_there(place, "BY", "BY")
    place.sandbox.fail_next("503", count=6, path="/v1/subscriptions/*", method="DELETE")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tamizdat.contributions.freeze.stop.TRIES", 1)
        done = freeze(place)
    assert len(done.failed) == 2
    assert Frozen.objects.get().done is None
    assert refuses(place.home, "BY", place.now)
    assert freeze(place).left == 0
    assert running(place) == []
    assert Frozen.objects.get().done is not None


def test_a_busy_processor_is_asked_again_with_patience() -> None:
    waits: list[float] = []
    tries = {"a": 0, "b": 0}

    class Busy:
        def cancel(self, number: str) -> None:
            tries[number] += 1
            if number == "b" and tries["b"] < 4:
                raise ProviderError("too many requests", may_retry=True)

    assert dict(stop_all(Busy(), ["a", "b"], waits.append)) == {"a": "", "b": ""}  # type: ignore[arg-type]
    assert waits == [0.5, 1.0, 2.0]


def test_what_cannot_be_stopped_is_said_and_the_rest_is_stopped() -> None:
    class Stubborn:
        def cancel(self, number: str) -> None:
            if number == "b":
                raise ProviderError("The processor refused.", may_retry=False)

    assert dict(stop_all(Stubborn(), ["a", "b", "c"])) == {"a": "", "b": "The processor refused.", "c": ""}  # type: ignore[arg-type]


def test_the_command_freezes_and_proves(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from_there(place, "BY", "DE")
    monkeypatch.setenv("TAMIZDAT_HOME", str(place.home.folder))
    run = CliRunner()
    assert json.loads(run.invoke(command, ["by", "--dry-run", "--json"]).stdout)["left"] == 1
    assert "BY is frozen: 1 recurring gifts were stopped, 0 are left." in run.invoke(command, ["by"]).stdout
    proof = json.loads(run.invoke(command, ["BY", "--prove", "--json"]).stdout)
    assert (proof["holds"], proof["after"], proof["left"]) == (True, [], 0)
    for wrong in (["Belarus"], ["UK", "--dry-run"], ["XX"], ["DE", "--prove"]):
        assert isinstance(run.invoke(command, wrong).exception, RefusedError)


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tamizdat.shell.home import Home, open_support
home = Home(Path(sys.argv[1]))
open_support(home)
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tamizdat.contributions.adopt.adopt import adopt_all
from tamizdat.contributions.freeze.command import freeze as command
from tamizdat.contributions.freeze.freeze import freeze_country
if sys.argv[2] == "adopt":
    print(adopt_all(home, "sandbox", datetime.now(UTC)).recurring)
else:
    def show(what, done, total):
        print(done, flush=True)
    done = freeze_country(home, "BY", datetime.now(UTC), lambda: datetime.now(UTC), show=show)
    print("left", done.left, flush=True)
"""


@pytest.mark.long
def test_a_freeze_that_is_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Processes of their own, killed without warning while they stop forty recurring gifts."""
    with running_sandbox(tmp_path) as sandbox:
        client = sandbox.client()
        for _ in range(40):
            subscribe(client, "BY")
        subscribe(client, "DE")
        folder = tmp_path / "home"
        folder.mkdir()
        (folder / "tamizdat.toml").write_text(settings_for(sandbox), encoding="utf-8")
        assert run_there(folder, "adopt").communicate()[0].split() == ["41"]
        for stop_after in (3, 5):
            process = run_there(folder, "freeze")
            assert process.stdout is not None
            for _ in range(stop_after):
                process.stdout.readline()
            process.kill()
            process.communicate()
        assert run_there(folder, "freeze").communicate()[0].splitlines()[-1] == "left 0"
        alive = [one.status for one in client.v1.subscriptions.list({"limit": 100}).data]
        assert alive == ["active"]
        tried = len(sandbox.attempts())
        sandbox.advance(days=32)
        assert len(sandbox.attempts()) == tried + 1


def subscribe(client: Any, country: str) -> None:
    method = client.v1.payment_methods.create({"type": "card", "card": {"token": f"tok_{country.lower()}"}})
    customer = client.v1.customers.create({})
    client.v1.payment_methods.attach(method.id, {"customer": customer.id})
    client.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method.id}})
    product = client.v1.products.create({"name": "Support"})
    price = {"currency": "usd", "unit_amount": 500, "product": product.id, "recurring": {"interval": "month"}}
    client.v1.subscriptions.create({"customer": customer.id, "items": [{"price_data": price}]})


def run_there(folder: Path, what: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "TAMIZDAT_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "tamizdat.project.support_settings",
    }
    command = [sys.executable, "-c", KILLED, str(folder), what]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_who_pays_on_an_open_page_while_it_is_being_closed_is_stopped_too(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, begun = place.begin(every="month")
    close = StripeAccount.close_pages

    def somebody_is_faster(self: StripeAccount) -> int:
        place.sandbox.pay_checkout(begun.session, card=BY_COUNTRY["BY"])
        return close(self)

    monkeypatch.setattr(StripeAccount, "close_pages", somebody_is_faster)
    done = freeze(place)
    assert (done.stopped, done.left, running(place)) == (1, 0, [])


@pytest.mark.parametrize("mail", [False, True])
def test_a_seized_database_does_not_say_who_was_frozen(place: Place, mail: bool) -> None:
    from_there(place, "BY", "DE")
    freeze(place, mail=mail)
    place.settle()
    assert sorted(Recurring.objects.values_list("state", flat=True)) == ["active", "ended"]
    assert list(Mail.objects.filter(what="recurring_ended").values_list("state", "why")) == [
        ("skipped", "wants no mail")
    ]
