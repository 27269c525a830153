"""Files that are no statement, or want to do something else than be read."""

from __future__ import annotations

import time

import pytest
from tests.contributions.bank.conftest import Give
from tests.contributions.bank.statements import WORDS, Line, camt, csv_of, statement

from tamizdat.contributions.models import Notice
from tamizdat.contributions.providers.bank.statement import BankFileError
from tamizdat.contributions.providers.bank.take import take_file
from tamizdat.shell.home import Home

LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip
GOOD = camt(statement("0.00", "25.00", Line("25.00"))).decode()
FILES = {
    "a bomb of entities": GOOD.replace("<Document", f"{LAUGHS}<Document").replace(WORDS, "&j;").encode(),
    "a file of this machine": GOOD.replace("<Document", '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><Document')
    .replace(WORDS, "&a;").encode(),
    "a DTD from elsewhere": GOOD.replace("<Document", '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd"><Document').encode(),
    "too deep": GOOD.replace(WORDS, "<a>" * 60 + "</a>" * 60).encode(),
    "far too deep": GOOD.replace(WORDS, "<a>" * 100_000 + "</a>" * 100_000).encode(),
    "cut in the middle": GOOD[: len(GOOD) // 2].encode(),
    "another message": GOOD.replace("camt.053.001.08", "pain.001.001.09").encode(),
    "a later version": GOOD.replace("camt.053.001.08", "camt.053.001.13").encode(),
    "no statement": camt(),
    "without balances": GOOD.replace("OPBD", "XXXX").encode(),
    "another currency": camt(statement("0.00", "25.00", Line("25.00", currency="USD"))),
    "no side": GOOD.replace("<CdtDbtInd>CRDT</CdtDbtInd><Sts", "<Sts").encode(),
    "an odd side": GOOD.replace("<CdtDbtInd>CRDT</CdtDbtInd><Sts", "<CdtDbtInd>BOTH</CdtDbtInd><Sts").encode(),
    "no day": GOOD.replace("<BookgDt><Dt>2026-11-03", "<BookgDt><Dt>2026-13-99").encode(),
    "a ZIP archive": b"PK\x03\x04" + b"\0" * 100,
    "nothing": b"",
    "noise": bytes(range(256)) * 10,
    "a zero byte": csv_of(("02.11.2026", "25,00", "G", "x\0y", "25,00")),
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
def test_it_is_refused_at_once_with_words_and_nothing_is_kept(home: Home, what: str) -> None:
    start = time.monotonic()
    with pytest.raises(BankFileError) as refused:
        take_file(home, FILES[what])
    assert time.monotonic() - start < 2
    assert len(str(refused.value)) < 400
    assert not Notice.objects.exists()


def test_a_huge_file_is_refused_before_it_is_read(home: Home) -> None:
    for data in (b"<" + b" " * (33 * 2**20), b"day" + b" " * (33 * 2**20)):
        with pytest.raises(BankFileError, match="more than 33,554,432"):
            take_file(home, data)


ROW = ("02.11.2026", "25,00", "Gutschrift", "text", "25,00")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (csv_of(ROW, encoding="cp1252"), 'Line 2 is not utf-8. Say how the bank writes: encoding = "windows-1252"'),
        (csv_of(("2026-11-02", *ROW[1:])), "Line 2: '2026-11-02' is no day written as %d.%m.%Y"),
        (csv_of((ROW[0], "25.00", *ROW[2:])), "Line 2: '25.00' is no amount with '.' between thousands"),
        (csv_of((ROW[0], "25,0,0", *ROW[2:])), "no amount"),
        (csv_of((ROW[0], "=25", *ROW[2:])), "no amount"),
        (csv_of(ROW).replace(b"EUR", b"USD"), "Line 2: it is in USD, but the account is in EUR"),
        (csv_of(ROW).replace(b"Betrag", b"Amount"), "Line 1: there has to be one column 'Betrag'"),
        (csv_of(ROW) + b"03.11.2026;1,00\r\n", "Line 3: it has 2 columns, not 8: it was cut"),
        (csv_of(ROW, ("03.11.2026", "1,00", "G", "x", "27,00")), "Line 3: the balance before it"),
        (csv_of(ROW).replace(b";text;", b';"text;'), "Line "),
        (csv_of(), "no line below the columns' names"),
    ],
)
def test_a_csv_file_that_is_not_as_described_is_refused_with_its_line(home: Home, data: bytes, says: str) -> None:
    with pytest.raises(BankFileError) as refused:
        take_file(home, data)
    assert says in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_a_file_says_of_its_own_encoding_is_believed(home: Home, give: Give, encoding: str) -> None:
    _, code = give()
    taken = take_file(home, csv_of(("02.11.2026", "1.025,00", "Gutschrift", code, "1.025,00"), encoding=encoding))
    assert (taken.lines, taken.closing) == ({"gift": 1}, 102500)


def test_newest_first_or_oldest_first_is_the_same(home: Home, give: Give) -> None:
    _, code = give()
    rows = [
        (*ROW[:3], code, "25,00"),
        ("02.11.2026", "-1,00", "Entgelt", "x", "24,00"),
        ("03.11.2026", "-5,00", "G", "", "19,00"),
    ]
    taken = take_file(home, csv_of(*rows[::-1]))
    assert (taken.lines, taken.closing) == ({"gift": 1, "fee": 1, "parked": 1}, 1900)


def test_a_file_without_balances_needs_them_from_a_person(home: Home) -> None:
    settings = home.settings_file.read_text().replace('balance = "Saldo"\n', "")
    home.settings_file.write_text(settings)
    with pytest.raises(BankFileError, match="give --opening AMOUNT and --closing AMOUNT"):
        take_file(home, csv_of(ROW))
    with pytest.raises(BankFileError, match="but it ends with"):
        take_file(home, csv_of(ROW), opening=0, closing=2400)
    assert take_file(home, csv_of(ROW), opening=0, closing=2500).statements == 1


@pytest.mark.long
def test_a_long_statement_is_taken_in_quickly(home: Home) -> None:
    lines = [Line("1.00", number=f"N{number}") for number in range(2000)]
    start = time.monotonic()
    assert take_file(home, camt(statement("0.00", "2000.00", *lines))).lines == {"parked": 2000}
    assert time.monotonic() - start < 15
