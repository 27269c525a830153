"""Whoever wants to be forgotten is forgotten, and money stays countable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection
from tests.contributions.mail.people import EMAIL, NOW, make_gift, make_recurring, make_supporter, pay
from tests.contributions.own.conftest import Done, Person

from tamizdat.books.models import Entry
from tamizdat.contributions import deeds
from tamizdat.contributions.mail.put import put_mail
from tamizdat.contributions.models import Link, Mail, Notice, Supporter
from tamizdat.contributions.providers.contract import ProviderError
from tamizdat.contributions.site.own import erase as erasing
from tamizdat.contributions.site.own.commands import erase
from tamizdat.contributions.site.own.erase import erase_supporter, finish_erasing
from tamizdat.contributions.site.own.receipts import give_receipt
from tamizdat.contributions.vault import open_vault
from tamizdat.shell.errors import RefusedError


class Processor:
    """Knows one customer, until it is told to forget."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []
        self.fails = False

    def erase(self, customer: str) -> None:
        if self.fails:
            raise ProviderError("no", may_retry=True)
        self.forgotten.append(customer)


@pytest.fixture
def processor(monkeypatch: pytest.MonkeyPatch) -> Processor:
    one = Processor()
    monkeypatch.setattr(deeds, "customer_of", lambda processor, supporter: f"cus_of_{processor}")
    monkeypatch.setattr(erasing, "open_provider", lambda home, name: one)
    return one


@pytest.fixture
def somebody(db: None) -> Supporter:
    supporter = make_supporter(settings.HOME, name="Ottoline Quibble")
    pay(make_gift(supporter, recurring=make_recurring(supporter)))
    return supporter


def test_regular_payments_are_stopped_the_processor_forgets_and_the_key_is_gone(
    person: Person, somebody: Supporter, done: Done, processor: Processor
) -> None:
    recurring = somebody.recurring.get()
    person.enter(somebody)
    assert "cannot be undone" in person.get("/en/own/erase")
    page = person.send("/en/own/erase", sure="yes")
    assert "Nothing about you is left here" in page and "did not answer" not in page
    somebody.refresh_from_db()
    assert (somebody.sealed_key, somebody.sealed, somebody.lookup, somebody.language) == (None, None, None, "")
    assert done.deeds == [("cancel", recurring.id)] and processor.forgotten == ["cus_of_sandbox"]
    assert "Send me the link" in person.get("/en/own/")
    assert not Link.objects.exists()


def test_the_books_and_the_receipt_stay_as_they_were(
    person: Person, somebody: Supporter, done: Done, processor: Processor
) -> None:
    address = f"/en/receipt/{give_receipt(settings.HOME, somebody.gifts.get())}"
    before, entries = person.get(address), list(Entry.objects.values())
    erase_supporter(settings.HOME, somebody, NOW)
    assert person.get(address) == before and list(Entry.objects.values()) == entries


def test_one_tick_is_needed(person: Person, somebody: Supporter, done: Done) -> None:
    person.enter(somebody)
    person.get("/en/own/erase")
    assert "Tick the box" in person.send("/en/own/erase") and person.status == 400
    assert not done.deeds and Supporter.objects.get().sealed_key


def test_when_a_payment_cannot_be_stopped_nothing_is_destroyed(
    person: Person, somebody: Supporter, done: Done, processor: Processor
) -> None:
    done.fails = ProviderError("no", may_retry=True)
    person.enter(somebody)
    person.get("/en/own/erase")
    assert "Nothing was changed" in person.send("/en/own/erase", sure="yes") and person.status == 503
    somebody.refresh_from_db()
    assert somebody.sealed_key and not processor.forgotten


def test_a_processor_that_does_not_answer_delays_its_own_forgetting_only(
    person: Person, somebody: Supporter, done: Done, processor: Processor
) -> None:
    processor.fails = True
    person.enter(somebody)
    person.get("/en/own/erase")
    assert "did not answer yet" in person.send("/en/own/erase", sure="yes")
    somebody.refresh_from_db()
    assert somebody.sealed_key is None
    result = CliRunner().invoke(erase, [somebody.id])
    assert isinstance(result.exception, RefusedError)
    processor.fails = False
    assert CliRunner().invoke(erase, [somebody.id]).exit_code == 0
    assert processor.forgotten == ["cus_of_sandbox"]


def test_what_could_not_be_finished_is_finished_later(somebody: Supporter, done: Done, processor: Processor) -> None:
    processor.fails = True
    assert not erase_supporter(settings.HOME, somebody, NOW)
    late = make_recurring(somebody)  # paid on the processor's page, which was still open
    done.deeds.clear()
    assert finish_erasing(settings.HOME, NOW) == 0 and done.deeds == [("cancel", late.id)]
    processor.fails = False
    assert finish_erasing(settings.HOME, NOW) == 1 and finish_erasing(settings.HOME, NOW) == 0
    assert processor.forgotten == ["cus_of_sandbox"] and done.deeds == [("cancel", late.id)]


def test_waiting_mails_are_destroyed(somebody: Supporter, done: Done, processor: Processor) -> None:
    put_mail("one", somebody, "recurring_ended", {}, NOW)
    erase_supporter(settings.HOME, somebody, NOW)
    assert not Mail.objects.exists()


def test_what_a_notice_said_is_noise_from_then_on(somebody: Supporter, done: Done, processor: Processor) -> None:
    key = bytes(somebody.sealed_key or b"")
    vault = open_vault(settings.HOME)
    Notice.objects.create(
        processor="sandbox", external_id="evt_1", kind="x", at=NOW, skeleton={}, supporter=somebody,
        remainder=vault.seal(key, {"email": EMAIL}),
    )  # fmt: skip
    erase_supporter(settings.HOME, somebody, NOW)
    notice = Notice.objects.select_related("supporter").get()
    assert notice.supporter is not None and notice.supporter.sealed_key is None
    assert EMAIL.encode() not in bytes(notice.remainder or b"")


def test_who_comes_back_is_somebody_new(somebody: Supporter, done: Done, processor: Processor) -> None:
    erase_supporter(settings.HOME, somebody, NOW)
    again = make_supporter(settings.HOME)
    assert again.id != somebody.id


def test_the_newsroom_erases_by_the_number_of_a_receipt(somebody: Supporter, done: Done, processor: Processor) -> None:
    gift = somebody.gifts.get()
    give_receipt(settings.HOME, gift)
    number = gift.receipt.number
    assert CliRunner().invoke(erase, [number.lower()], input="n\n").exit_code == 1
    assert Supporter.objects.get().sealed_key
    result = CliRunner().invoke(erase, [number.lower(), "--yes"])
    assert result.exit_code == 0 and "names nobody" in result.output and EMAIL not in result.output
    assert Supporter.objects.get().sealed_key is None


@pytest.mark.django_db
def test_a_receipt_behind_which_nobody_is_known_says_so() -> None:
    gift = make_gift(None)
    give_receipt(settings.HOME, gift)
    assert "Nothing is known" in str(CliRunner().invoke(erase, [gift.receipt.number]).exception)
    assert "no such receipt" in str(CliRunner().invoke(erase, ["nobody"]).exception)


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Iterator[Path]:
    if connection.vendor != "sqlite":
        pytest.skip("what PostgreSQL leaves in its files is told in docs/operating/supporters.md")
    yield tmp_path / "copy.sqlite3"


@pytest.mark.django_db(transaction=True)
def test_the_key_is_not_left_in_the_database_file(
    sqlite_file: Path, done: Done, processor: Processor, tmp_path: Path
) -> None:
    supporter = make_supporter(settings.HOME)
    key = bytes(supporter.sealed_key or b"")

    def on_disk() -> bytes:
        sqlite_file.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete")
            assert cursor.fetchone()[0] == 1
        return b"".join(_serialize())

    assert key in on_disk()
    erase_supporter(settings.HOME, supporter, NOW)
    assert key not in on_disk()


def _serialize() -> Iterator[bytes]:
    """The pages of the database as they would lie on the disk, free ones among them."""
    connection.ensure_connection()
    yield connection.connection.serialize()
