"""What came into the bank account is in the books, each line once, and a statement that does not add up is not."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from django.core import serializers
from tests.contributions.bank.conftest import Give
from tests.contributions.bank.statements import NAME, OTHER, WORDS, Line, camt, csv_of, statement

from tamizdat.books.models import Entry
from tamizdat.contributions.inbox.apply import apply_due
from tamizdat.contributions.inbox.rebuild import rebuild
from tamizdat.contributions.inbox.reconcile import reconcile
from tamizdat.contributions.models import Gift, Notice, Receipt
from tamizdat.contributions.providers.bank.command import bank
from tamizdat.contributions.providers.bank.match import match_line, parked_lines
from tamizdat.contributions.providers.bank.provider import open_bank
from tamizdat.contributions.providers.bank.reference import creditor_reference, spaced
from tamizdat.contributions.providers.bank.statement import BankFileError
from tamizdat.contributions.providers.bank.take import take_file
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

BATCH = (
    '<Ntry><Amt Ccy="EUR">{sum}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-03</Dt></BookgDt>'
    "<AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>{parts}</NtryDtls></Ntry>"
)
PART = (
    '<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
    "<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
)


def sums() -> dict[str, int]:
    """Account → what is on it, as its side of the books."""
    found: Counter[str] = Counter()
    for entry in Entry.objects.all():
        found[entry.debit] += entry.amount
        found[entry.credit] -= entry.amount
    return {account: amount for account, amount in found.items() if amount}


def everything_kept() -> str:
    return serializers.serialize("json", [*Notice.objects.all(), *Entry.objects.all()])


@pytest.mark.parametrize("version", ["02", "03", "04", "05", "06", "07", "08"])
def test_a_gift_is_found_by_its_reference_in_every_version(home: Home, give: Give, version: str) -> None:
    gift, code = give()
    taken = take_file(
        home, camt(statement("0.00", "25.00", Line("25.00", spaced(code)), version=version), version=version)
    )
    assert taken.lines == {"gift": 1}
    assert sums() == {"processor": 2500, "income": -2500}
    assert Entry.objects.get().gift == gift


def test_the_structured_reference_counts_as_well(home: Home, give: Give) -> None:
    _, code = give()
    take_file(home, camt(statement("0.00", "25.00", Line("25.00", structured=creditor_reference(code)))))
    assert sums()["income"] == -2500


def test_the_same_file_twice_changes_nothing(home: Home, give: Give) -> None:
    _, code = give()
    data = camt(statement("10.00", "35.00", Line("25.00", code, number="A1")))
    take_file(home, data)
    before = everything_kept()
    taken = take_file(home, data)
    assert (taken.statements, taken.known) == (0, 1)
    assert everything_kept() == before


def test_equal_lines_are_two_gifts_and_not_one(home: Home, give: Give) -> None:
    _, code = give()
    take_file(home, camt(statement("0.00", "50.00", Line("25.00", code), Line("25.00", code))))
    assert sums()["income"] == -5000


def test_a_payer_is_in_nothing_that_is_kept(home: Home, give: Give) -> None:
    _, code = give()
    take_file(home, camt(statement("0.00", "35.00", Line("25.00", f"{WORDS} {code}", number="A1"), Line("10.00"))))
    kept = everything_kept()
    assert not [word for word in (NAME, "Payer", WORDS, "brave", OTHER, OTHER[4:]) if word in kept]


def test_nobody_is_matched_by_name_or_amount(home: Home, give: Give) -> None:
    give(2500)
    taken = take_file(home, camt(statement("0.00", "25.00", Line("25.00", "gift of Ana"))))
    assert taken.lines == {"parked": 1}
    assert sums() == {"processor": 2500, "suspense": -2500}


def test_a_person_matches_what_waits_and_only_once(home: Home, give: Give) -> None:
    gift, code = give()
    take_file(home, camt(statement("0.00", "25.00", Line("25.00", "no reference"))))
    [waiting] = parked_lines()
    match_line(home, waiting.line, spaced(code), dry_run=True)
    assert parked_lines() == [waiting]
    match_line(home, waiting.line, gift)
    assert parked_lines() == []
    assert sums() == {"processor": 2500, "income": -2500}
    with pytest.raises(RefusedError, match="no line that waits"):
        match_line(home, waiting.line, gift)


def test_two_references_on_one_line_are_for_a_person(home: Home, give: Give) -> None:
    (_, one), (_, two) = give(), give()
    assert take_file(home, camt(statement("0.00", "25.00", Line("25.00", f"{one} / {two}")))).lines == {"parked": 1}


def test_what_a_bank_takes_back_is_a_chargeback_and_what_we_send_back_a_refund(home: Home, give: Give) -> None:
    (_, one), (_, two), (_, three), (_, four) = give(), give(), give(), give()
    back = "<RtrInf><Rsn><Cd>{}</Cd></Rsn></RtrInf>"
    lines = (
        *(Line("25.00", code) for code in (one, two, three, four)),
        Line("-25.00", one, entry="<RvslInd>true</RvslInd>"),
        Line("-25.00", two, inside=back.format("FOCR")),
        Line("-25.00", three),
        Line("-25.00", four, inside=back.format("MD06")),
        Line("25.00", three, inside=back.format("AC04"), day="2026-11-03"),
    )
    take_file(home, camt(statement("0.00", "25.00", *lines)))
    assert sums() == {"processor": 2500, "income": -10000, "chargebacks": 5000, "refunds": 2500}


def test_fees_and_money_of_our_own_house_are_no_gifts(home: Home, give: Give) -> None:
    lines = (Line("-3.50", code="CHRG"), Line("-50.00", other="NL91ABNA0417164300"))
    taken = take_file(home, camt(statement("100.00", "46.50", *lines)))
    assert taken.lines == {"fee": 1, "payout": 1}
    assert sums() == {"processor": 4650, "opening": -10000, "fees": 350, "bank": 5000}


def test_a_charge_taken_on_the_way_is_a_fee_of_that_gift(home: Home, give: Give) -> None:
    _, code = give()
    kept = '<Rcrd><Amt Ccy="EUR">1.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>true</ChrgInclInd></Rcrd>'
    charge = f"<Chrgs>{kept}</Chrgs>"
    take_file(home, camt(statement("0.00", "23.50", Line("23.50", code, entry=charge))))
    assert sums() == {"processor": 2350, "income": -2500, "fees": 150}


def test_each_transaction_of_a_batch_is_booked(home: Home, give: Give) -> None:
    (_, one), (_, two) = give(), give()
    parts = PART.format(amount="10.00", text=one) + PART.format(amount="15.00", text=two)
    taken = take_file(home, camt(statement("0.00", "25.00", BATCH.format(sum="25.00", parts=parts))))
    assert taken.lines == {"gift": 2}


def test_what_stands_on_a_whole_batch_belongs_to_none_of_its_transactions(home: Home, give: Give) -> None:
    _, code = give()
    parts = PART.format(amount="10.00", text="one") + PART.format(amount="15.00", text="two")
    batch = BATCH.format(sum="25.00", parts=parts).replace("</Ntry>", f"<AddtlNtryInf>{code}</AddtlNtryInf></Ntry>")
    assert take_file(home, camt(statement("0.00", "25.00", batch))).lines == {"parked": 2}


def test_a_batch_whose_parts_do_not_add_up_waits_whole_for_a_person(home: Home, give: Give) -> None:
    (_, one), (_, two) = give(), give()
    parts = PART.format(amount="10.00", text=one) + PART.format(amount="14.00", text=two)
    taken = take_file(home, camt(statement("0.00", "25.00", BATCH.format(sum="25.00", parts=parts))))
    assert taken.lines == {"parked": 1}
    assert sums() == {"processor": 2500, "suspense": -2500}


def test_a_gift_in_another_currency_than_promised_is_kept_apart(home: Home, give: Give) -> None:
    _, code = give(2500, "USD")
    take_file(home, camt(statement("0.00", "25.00", Line("25.00", code))))
    assert sums() == {"processor": 2500, "suspense": -2500}


def test_what_is_announced_and_not_booked_is_not_counted(home: Home, give: Give) -> None:
    _, code = give()
    pending = Line("25.00", code)
    data = camt(statement("0.00", "0.00", pending, version="02"), version="02").replace(b">BOOK<", b">PDNG<")
    assert take_file(home, data).lines == {}


def test_the_books_and_the_bank_agree_and_the_provider_lists_every_movement(home: Home, give: Give) -> None:
    _, code = give()
    take_file(home, camt(statement("-5.00", "30.00", Line("25.00", code), Line("10.00"))))
    provider = open_bank(home)
    movements = list(provider.list_movements())
    assert provider.balance() == {"EUR": 3000} == {"EUR": sum(one.amount - one.fee for one in movements)}
    assert [provider.fetch_movement(one.id) for one in movements] == movements
    assert sums()["processor"] == 3000


def test_statements_follow_each_other_in_whatever_order_the_file_has_them(home: Home, give: Give) -> None:
    _, code = give()
    first = statement("0.00", "25.00", Line("25.00", code))
    second = statement("25.00", "35.00", Line("10.00"), since="2026-11-03", until="2026-11-04", number=2)
    assert take_file(home, camt(second, first)).closing == 3500


def refusal(home: Home, data: bytes) -> str:
    """Why it was refused; and nothing of it is kept."""
    before = everything_kept()
    with pytest.raises(BankFileError) as refused:
        take_file(home, data)
    assert everything_kept() == before
    return str(refused.value)


def test_a_gap_between_two_statements_is_refused(home: Home) -> None:
    take_file(home, camt(statement("0.00", "25.00", Line("25.00"))))
    later = camt(statement("40.00", "50.00", Line("10.00"), since="2026-11-05", until="2026-11-05"))
    assert "is missing: import it first" in refusal(home, later)


def test_an_overlap_of_two_statements_is_refused(home: Home) -> None:
    take_file(home, camt(statement("0.00", "25.00", Line("25.00", number="A1"))))
    longer = camt(statement("0.00", "35.00", Line("25.00", number="A1"), Line("10.00"), until="2026-11-04"))
    assert "1 of its 2 lines were taken in before. It overlaps" in refusal(home, longer)
    other_numbers = camt(statement("0.00", "35.00", Line("25.00"), Line("10.00"), until="2026-11-04"))
    assert "It overlaps" in refusal(home, other_numbers)


def test_a_statement_whose_lines_do_not_lead_from_balance_to_balance_is_refused(home: Home) -> None:
    assert "lead to 25.00 EUR, but it ends with 26.00 EUR" in refusal(
        home, camt(statement("0.00", "26.00", Line("25.00")))
    )


def test_of_a_file_with_one_wrong_statement_nothing_is_kept(home: Home) -> None:
    wrong = statement("25.00", "99.00", Line("10.00"), since="2026-11-03", until="2026-11-04")
    refusal(home, camt(statement("0.00", "25.00", Line("25.00")), wrong))


def test_a_statement_of_another_account_is_refused_and_not_named_in_full(home: Home) -> None:
    words = refusal(home, camt(statement("0.00", "0.00", iban="NL91ABNA0417164300")))
    assert "another account" in words
    assert "NL91ABNA0417164300" not in words


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        ("--25.00", "no amount"),
        ("25,00", "no amount"),
        ("2.5E1", "no amount"),
        ("NaN", "no amount"),
        ("٢٥.00", "no amount"),
        ("25.001", "more digits"),
        ("9999999999999999", "more than these books can hold"),
        ("", "no amount"),
    ],
)
def test_odd_amounts_are_refused(home: Home, amount: str, says: str) -> None:
    data = camt(statement("0.00", "25.00", Line("77.77")))
    assert says in refusal(home, data.replace(b"77.77", amount.encode()))


def test_zeros_after_the_last_digit_change_nothing(home: Home, give: Give) -> None:
    _, code = give()
    take_file(home, camt(statement("0", "25.0000", Line("25.000", code))))
    assert sums()["income"] == -2500


def test_csv_and_xml_of_one_day_are_an_overlap(home: Home, give: Give) -> None:
    _, code = give()
    take_file(home, camt(statement("0.00", "25.00", Line("25.00", code))))
    assert "It overlaps" in refusal(home, csv_of(("02.11.2026", "25,00", "Gutschrift", code, "25,00")))


def test_the_commands_speak_plainly_and_in_json(home: Home, give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    _, code = give()
    monkeypatch.setenv("TAMIZDAT_HOME", str(home.folder))
    file = home.folder / "statement.xml"
    file.write_bytes(camt(statement("0.00", "35.00", Line("25.00", code), Line("10.00"))))
    run = CliRunner()
    tried = json.loads(run.invoke(bank, ["import", str(file), "--dry-run", "--json"]).stdout)
    assert (tried["lines"], Entry.objects.count()) == ({"gift": 1, "parked": 1}, 0)
    assert "Imported 1 statements (1 gift, 1 parked)." in run.invoke(bank, ["import", str(file)]).stdout
    listed = json.loads(run.invoke(bank, ["list", "--json"]).stdout)
    [waiting] = listed["parked"]
    assert (waiting["amount"], listed["closing"], listed["until"]) == (1000, 3500, "2026-11-03")
    assert waiting["line"] in run.invoke(bank, ["list"]).stdout
    matched = json.loads(run.invoke(bank, ["match", waiting["line"], code, "--json"]).stdout)
    assert matched["kind"] == "gift"
    assert sums() == {"processor": 3500, "income": -3500}


def test_a_matched_gift_is_paid_and_has_a_receipt_and_the_books_are_made_again_from_the_inbox(
    home: Home, give: Give
) -> None:
    gift, code = give()
    now = datetime(2026, 11, 20, tzinfo=UTC)
    take_file(home, camt(statement("10.00", "45.00", Line("25.00", code), Line("10.00", "who?"))))
    apply_due(home, now)
    assert (Gift.objects.get().state, Receipt.objects.count()) == ("paid", 1)
    [waiting] = parked_lines()
    found = reconcile(home, "bank", now)
    assert found.differences == ()
    assert parked_lines() == [waiting]  # nobody but a person takes it off
    match_line(home, waiting.line, gift)
    apply_due(home, now)
    assert parked_lines() == []
    assert rebuild().agrees
    assert reconcile(home, "bank", now).differences == ()


def test_a_gift_that_was_exchanged_is_told_in_both_currencies_with_the_banks_rate(home: Home, give: Give) -> None:
    gift, code = give(3000, "USD")
    sent = (
        '<AmtDtls><InstdAmt><Amt Ccy="USD">30.00</Amt><CcyXchg><SrcCcy>USD</SrcCcy><TrgtCcy>EUR</TrgtCcy>'
        "<XchgRate>0.9</XchgRate></CcyXchg></InstdAmt></AmtDtls>"
    )
    take_file(home, camt(statement("0.00", "27.00", Line("27.00", code, inside=sent))))
    [moved] = open_bank(home).list_movements()
    assert (moved.paid, moved.paid_currency, moved.amount, moved.currency, moved.rate) == (
        3000,
        "USD",
        2700,
        "EUR",
        "0.9",
    )
    assert (moved.gift, moved.is_suspense) == (gift, False)
    apply_due(home, datetime(2026, 11, 20, tzinfo=UTC))
    assert (Gift.objects.get().state, Gift.objects.get().flags) == ("paid", [])
