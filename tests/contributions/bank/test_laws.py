"""Laws about statements: whatever is done to a file, it is read rightly or refused in words."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contributions.bank.statements import IBAN, NAME, OTHER, WORDS, Line, camt, csv_of, statement

from tamizdat.contributions.providers.bank.number import number_lines
from tamizdat.contributions.providers.bank.setup import BankAccount, CsvForm
from tamizdat.contributions.providers.bank.statement import BankFileError, check_sum, exact_amount
from tamizdat.contributions.providers.bank.take import in_order, read_statements
from tamizdat.contributions.vault import Vault
from tamizdat.core.ledger.money import Money

FORM = CsvForm(
    columns={"date": ("Buchungstag",), "amount": ("Betrag",), "currency": ("Waehrung",), "balance": ("Saldo",),
             "text": ("Verwendungszweck", "Ende-zu-Ende"), "kind": ("Buchungstext",), "counterparty": ("IBAN",)},
    thousands=".", date="%d.%m.%Y",
)  # fmt: skip
ACCOUNT = BankAccount("Readers Fund", IBAN, "COBADEFFXXX", "EUR", csv=FORM)
ROWS = [("02.11.2026", "1.025,00", "Gutschrift", WORDS, "1.025,00"), ("03.11.2026", "-1,50", "Entgelt", "", "1.023,50")]
GOOD = (
    camt(statement("0.00", "25.00", Line("25.00", number="A1")), statement("25.00", "20.00", Line("-5.00"), number=2)),
    camt(statement("0.00", "25.00", Line("25.00"), version="02"), version="02"),
    csv_of(*ROWS),
)
VAULT = Vault(b"k" * 32)
amounts = st.integers(-(10**9), 10**9).filter(bool)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(GOOD), st.data())
def test_a_damaged_file_is_read_or_refused_and_never_breaks_anything(good: bytes, data: st.DataObject) -> None:
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    try:
        for one in read_statements(bytes(damaged), ACCOUNT):
            check_sum(one)
    except BankFileError as refused:
        assert len(str(refused)) < 500
        assert not [word for word in (NAME, WORDS, OTHER) if word in str(refused)]


@given(st.text(max_size=30), st.sampled_from(["USD", "JPY", "KWD"]))
def test_an_amount_is_exact_or_refused(text: str, currency: str) -> None:
    try:
        amount = exact_amount(text, currency, "here")
    except BankFileError:
        return
    assert amount >= 0
    assert exact_amount(Money(amount, currency).to_decimal(), currency, "here") == amount


@settings(deadline=None)
@given(st.lists(amounts, min_size=1, max_size=12))
def test_what_was_written_is_what_is_read(wanted: list[int]) -> None:
    lines = [Line(Money(one, "EUR").to_decimal()) for one in wanted]
    end = Money(sum(wanted), "EUR").to_decimal()
    [read] = read_statements(camt(statement("0.00", end, *lines)), ACCOUNT)
    check_sum(read)
    assert [one.amount for one in read.lines] == wanted


@settings(deadline=None)
@given(st.lists(amounts, min_size=2, max_size=6), st.randoms())
def test_the_order_of_statements_in_a_file_does_not_matter(wanted: list[int], chance: object) -> None:
    balance, parts = 0, []
    for number, amount in enumerate(wanted, 1):
        said = [Money(one, "EUR").to_decimal() for one in (balance, balance + amount)]
        day = f"2026-11-{number:02}"
        parts.append(
            statement(*said, Line(Money(amount, "EUR").to_decimal(), day=day), since=day, until=day, number=number)
        )
        balance += amount
    chance.shuffle(parts)  # type: ignore[attr-defined]
    ordered = in_order(read_statements(camt(*parts), ACCOUNT))
    assert [one.until for one in ordered] == [date(2026, 11, number) for number in range(1, len(wanted) + 1)]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["1.00", "2.00"]), min_size=1, max_size=8))
def test_each_line_has_one_number_and_the_same_file_gives_the_same(wanted: list[str]) -> None:
    end = f"{sum(int(one[0]) for one in wanted)}.00"
    [read] = read_statements(camt(statement("0.00", end, *(Line(one, number="SAME") for one in wanted))), ACCOUNT)
    numbers = number_lines(read, VAULT)
    assert len(set(numbers)) == len(wanted)
    assert number_lines(read, VAULT) == numbers
    assert not set(numbers) & set(number_lines(read, Vault(b"x" * 32)))
