"""How to give, the accounts and the meter: only what was signed, on a page that any mirror can carry."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from lxml import html as lxml_html

from tamizdat.core.ledger.offer import parse_offer
from tamizdat.core.ledger.read_statement import parse_statement
from tamizdat.core.ledger.recompute import meter_of, recompute
from tamizdat.core.ledger.transfer_text import transfer_text
from tamizdat.pages.output import Output
from tamizdat.pages.qr import qr_svg
from tamizdat.pages.units import make_unit
from tests.campaigns.signed import make_offer, make_statement, signed
from tests.pages.facts import SECTION, Answers, make_article, make_paper, paragraphs, wire_size

LARGEST = 10_000


def made(language: str = "en", **changes: Any) -> dict[str, Any]:
    facts = make_paper(language)
    facts["offer"] = json.loads(signed(make_offer(**changes)))
    facts["statement"] = json.loads(signed(make_statement()))
    return facts


def support(facts: dict[str, Any], language: str = "en") -> dict[str, Output]:
    return {one.path: one for one in make_unit(f"support:{language}", Answers(facts))}


def policy(output: Output) -> str:
    return re.search(rb'Security-Policy" content="([^"]*)"', output.data)[1].decode()


def test_without_an_offer_there_are_the_newsrooms_own_words_alone() -> None:
    pages = support(make_paper())
    assert list(pages) == ["/en/support/index.html"]
    assert b"<form" not in pages["/en/support/index.html"].data and b"Write to us." in next(iter(pages.values())).data


def test_the_form_leads_to_the_one_address_and_asks_for_no_card() -> None:
    pages = support(made())
    assert list(pages) == ["/en/support/index.html", "/en/support/jpy.html", "/en/support/statement.html"]
    tree = lxml_html.document_fromstring(pages["/en/support/index.html"].data.decode())
    (form,) = tree.forms
    assert (form.method, form.action) == ("POST", "https://give.example/en/give")
    assert "form-action https://give.example" in policy(pages["/en/support/index.html"])
    fields = {one.name for one in form.inputs if one.name}
    assert fields == {"currency", "every", "amount_once", "amount_month", "amount_year", "other"}
    assert [one.text_content() for one in tree.xpath("//label[@for='once-500' or @for='month-200']")] == ["$5", "$2"]
    assert "From just $2" in tree.text_content() and "no card is charged" in tree.text_content()
    assert tree.xpath("//a[@href='https://give.example/en/?currency=USD']")
    assert tree.xpath("//a[@href='https://give.example/en/remind/']")
    assert "DE89370400440532013000" in tree.text_content() and "Cash in a letter." in tree.text_content()
    assert not tree.xpath("//iframe|//img|//script[starts-with(@src,'http')]")


def test_where_the_support_site_cannot_be_reached_the_page_itself_has_the_account_as_a_code() -> None:
    tree = lxml_html.document_fromstring(support(made())["/en/support/index.html"].data.decode())
    (code,) = tree.xpath("//figure[@class='code']//path[@d][not(@fill)]")
    account = ("Friends of The Lamp", "DE89370400440532013000", "COBADEFFXXX")
    told = transfer_text(*account, words="Gift")
    assert told.split("\n") == ["BCD", "002", "1", "SCT", account[2], account[0], account[1], "", "", "", "Gift"]
    assert code.get("d") in qr_svg(told)
    assert code.get("d") not in qr_svg(transfer_text(*account, words="Gifts"))


def test_no_other_page_may_send_a_form_anywhere() -> None:
    facts = made()
    article = make_article()
    facts[f"article:{article['id']}"] = article
    units = ("front:en", "ways:en", "check:en", f"article:{article['id']}", f"index:section:{SECTION}")
    outputs = [one for unit in units for one in make_unit(unit, Answers(facts))]
    outputs.append(support(facts)["/en/support/statement.html"])
    assert all("form-action 'none'" in policy(one) for one in outputs if one.path.endswith(".html"))


def test_a_currency_without_decimals_has_a_page_in_its_own_units() -> None:
    page = support(made())["/en/support/jpy.html"].data.decode()
    assert "¥300" in page and "¥500" in page and 'value="JPY"' in page and 'id="every-year"' not in page


def test_where_cards_need_scripts_the_page_says_so_to_whom_it_concerns() -> None:
    page = lxml_html.document_fromstring(support(made(strict=True))["/en/support/index.html"].data.decode())
    assert "other ways" in page.xpath("string(//noscript)")
    assert "<noscript>" not in support(made())["/en/support/index.html"].data.decode()


def test_a_persian_page_is_written_from_the_right_with_its_own_digits() -> None:
    page = support(made("fa"), "fa")["/fa/support/index.html"].data.decode()
    assert 'dir="rtl"' in page and "۱۰" in page and "پول نقد" in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://give.example;script-src *", "//give.example", ""])
def test_an_address_that_is_none_makes_no_form(address: str) -> None:
    facts = made()
    facts["offer"]["signed"]["address"] = address
    assert all(b"<form" not in one.data for one in support(facts).values())


def test_the_heaviest_offer_and_statement_fit_a_page() -> None:
    """The largest that the support site may sign."""
    ways = [{"kind": "text", "text": {"en": f"{n} " + "word and another " * 25}} for n in range(20)]
    currencies = [
        {"currency": code, "exponent": 2, "minimum": 200,
         "amounts": {every: [n * 1000 for n in range(1, 13)] for every in ("once", "month", "year")}}
        for code in ("USD", "EUR", "GBP", "CHF", "PLN", "CZK", "SEK", "NOK", "GEL", "TRY", "AMD", "KZT", "ILS")
    ]  # fmt: skip
    offer = make_offer(currencies=currencies, other_ways=ways)
    parse_offer(offer)
    figures = {"income": 123_456_789, "refunds": 98_765, "chargebacks": 4_321, "fees": 33_333, "dispute_fees": 1_500}
    codes = sorted(["EUR", "GBP", "JPY", "USD"])
    costs = [
        {"id": f"cost{n}", "monthly": 100_000 + n, "currency": "USD", "text": {"en": f"What {n} costs"}}
        for n in range(4)
    ]
    months = [
        {"month": f"2026-{month:02}", "costs": costs, "moved": [{"currency": code, **figures} for code in codes],
         "rates": [{"currency": code, "rate": "1.0842", "on": "2026-11-01"} for code in codes if code != "USD"],
         "corrections": [{"on": "2026-12-20", "currency": "EUR", "counted_in": f"2026-{month:02}", **figures}]}
        for month in range(1, 13)
    ]  # fmt: skip
    statement = make_statement(months=months)
    parsed = parse_statement(statement | {"meter": {**statement["meter"], "month": "2026-12"}})
    meter = meter_of(parsed.months[-1], "USD")[0]
    statement["meter"] = {name: getattr(meter, name) for name in ("month", "cost", "received", "gap")}
    assert len(signed(statement)) > 12_000
    facts = make_paper() | {"offer": json.loads(signed(offer)), "statement": json.loads(signed(statement))}
    for output in support(facts).values():
        assert wire_size(output) <= LARGEST, output.path


def test_the_accounts_show_the_figures_of_the_statement_and_what_they_come_to() -> None:
    figures = {"income": 700_000, "refunds": 50_000, "chargebacks": 20_000, "fees": 15_000, "dispute_fees": 3_000}
    statement = make_statement()
    statement["months"][0]["moved"] = [{"currency": "USD", **figures}]
    statement["months"][0]["corrections"] = [
        {"on": "2026-11-19", "currency": "USD", "counted_in": "2026-11", **dict.fromkeys(figures, 0), "refunds": 12_000}
    ]
    statement["meter"] |= {"received": 600_000, "gap": 400_000}
    recompute(parse_statement(statement))
    facts = make_paper() | {"statement": json.loads(signed(statement))}
    page = lxml_html.document_fromstring(support(facts)["/en/support/statement.html"].data.decode()).text_content()
    assert "$6,000 of $10,000 in November 2026" in page and "As of November 20, 2026" in page
    assert all(
        one in page
        for one in ("$7,000", "$500", "$200", "$150", "$30", "$6,120", "$2,100", "$6,000 of $10,000", "The newsroom")
    )
    assert "No advertising since 1 July 2024" in page and "Correction of November 19, 2026: -$120" in page


def appeal(**changes: Any) -> dict[str, Any]:
    return {
        "id": "winter", "place": "letter", "priority": 20, "title": "Winterappeal", "html": "<p>Help.</p>",
        "link": "Go", "signed": "The crew", "sections": [], "not_sections": [],
        "meter": "month", "most": 3, "days": 2, "until": None,
    } | changes  # fmt: skip


def article_page(*appeals: dict[str, Any], is_new: bool = True, **changes: Any) -> str:
    article = make_article(body=paragraphs(*(f"Paragraph {n}." for n in range(9))), **changes)
    facts = made() | {f"article:{article['id']}": article, f"window:{article['id']}": is_new}
    facts["campaign:en"] = {"language": "en", "appeals": list(appeals)}
    return make_unit(f"article:{article['id']}", Answers(facts))[0].data.decode()


@pytest.mark.parametrize("place", ["notice", "letter", "end"])
def test_one_appeal_stands_on_a_page_and_takes_the_place_of_the_standing_words(place: str) -> None:
    tree = lxml_html.document_fromstring(article_page(appeal(place=place), appeal(id="b", place="notice")))
    found = tree.xpath("//*[@data-id]")
    assert [one.get("data-id") for one in found] == ["winter"] and found[0].get("data-often") == "3/2"
    assert "$6,120 of $10,000 in November 2026" in found[0].text_content()
    assert "Dear readers, we write on." not in tree.text_content() and tree.xpath("//body/@data-live")
    if place == "letter":
        assert found[0].getprevious().text_content() == "Paragraph 3."
    if place == "end":
        assert found[0].getprevious().text_content() == "Paragraph 8." and found[0].getnext() is None


def test_an_old_page_has_the_standing_words_whatever_the_campaign_says() -> None:
    page = article_page(appeal(), is_new=False)
    assert "Winterappeal" not in page and "Dear readers, we write on." in page and "data-live" not in page


def test_an_article_with_the_tick_asks_nobody_for_anything() -> None:
    page = article_page(appeal(), no_appeals=True)
    assert "Winterappeal" not in page and "Dear readers" not in page and "No advertising" not in page
    assert '<body class="article" data-live' in page, "nor may the script put one in"


def test_an_appeal_for_other_sections_leaves_the_standing_words() -> None:
    assert "Winterappeal" not in article_page(appeal(sections=["x" * 13]))
    assert "Winterappeal" not in article_page(appeal(not_sections=[SECTION]))
    assert "Winterappeal" in article_page(appeal(sections=[SECTION]))


def test_a_meter_shows_nothing_that_the_statement_does_not_say() -> None:
    facts = made() | {"campaign:en": {"language": "en", "appeals": [appeal(place="notice", meter="no-ads")]}}
    assert "No advertising since 1 July 2024" in make_unit("front:en", Answers(facts))[0].data.decode()
    facts["campaign:en"]["appeals"][0]["meter"] = "a promise that nobody made"
    assert "<svg" not in make_unit("front:en", Answers(facts))[0].data.decode()
    del facts["statement"]
    facts["campaign:en"]["appeals"][0]["meter"] = "month"
    assert "<svg" not in make_unit("front:en", Answers(facts))[0].data.decode()


def test_the_file_for_old_pages_holds_what_the_live_window_prints_and_stays_short() -> None:
    many = [appeal(id=f"a{n}", html=f"<p>{n} {'words ' * 400}</p>") for n in range(9)]
    facts = made() | {"campaign:en": {"language": "en", "appeals": many}}
    (output,) = make_unit("appeal:en", Answers(facts))
    found = json.loads(output.data)
    assert output.path == "/appeal/en.json" and len(output.data) <= 14_000
    assert 0 < len(found["appeals"]) < 9 and found["appeals"][0]["id"] == "a0"
    assert 'href="{root}en/support/index.html"' in found["appeals"][0]["html"]
    del facts["campaign:en"]
    assert json.loads(make_unit("appeal:en", Answers(facts))[0].data)["appeals"] == []


def test_the_small_script_stays_small() -> None:
    (script,) = [one for one in make_unit("static", Answers(made())) if one.path == "/reader.js"]
    assert len(script.data) <= 14_000
