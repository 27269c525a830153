"""From "Continue" to the processor: safety first, then the brakes, then one gift."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.contributions.give.conftest import BANK
from tests.contributions.give.filled import fill, hidden, prove, without_waiting

from tamizdat.contributions.brakes.breaker import TOO_MANY, note_decline, note_dispute
from tamizdat.contributions.models import Gift, Recurring, Supporter
from tamizdat.contributions.site.give import held
from tamizdat.contributions.site.give.fees import fee_rate, with_fee, without_fee
from tamizdat.core.ledger.money import Money
from tamizdat.shell.support import read_support

pytestmark = pytest.mark.django_db


def continue_without_scripts(client: Any, form: dict[str, str]) -> Any:
    """The form, the page with the exact sum, and on to the processor."""
    page = client.post("/en/give", form)
    assert page.status_code == 200, page.content
    return client.post("/en/give", {**hidden(page.content.decode()), "step": "pay"})


def test_without_scripts_a_gift_begins_on_the_processors_page(client, house, sandbox, monkeypatch) -> None:
    without_waiting(monkeypatch)
    answer = continue_without_scripts(client, fill(client))
    gift = Gift.objects.get()
    assert answer.status_code == 303 and answer["Location"].startswith(sandbox.url)
    assert (gift.amount, gift.currency, gift.every, gift.state) == (1000, "USD", "once", "begun")
    assert gift.session and gift.supporter is None


def test_with_scripts_a_gift_begins_in_our_page_and_the_processor_is_not_asked(client, house, sandbox) -> None:
    answer = client.post("/en/give", prove(fill(client)))
    gift = Gift.objects.get()
    assert answer["Location"] == f"/en/pay/{gift.id}"
    page = client.get(answer["Location"])
    assert "Give $10.00" in page.content.decode() and "$10.00, once" in page.content.decode()
    policy = page["Content-Security-Policy"]
    assert f"script-src 'self' {sandbox.url};" in policy and "unsafe" not in policy
    assert sandbox.url not in re.sub(r'data-client="[^"]*"', "", page.content.decode())
    assert sandbox.requests() == []


@pytest.mark.parametrize("every", ["month", "year"])
def test_a_gift_that_comes_again_has_a_supporter_who_can_stop_it(client, house, every: str) -> None:
    client.post("/en/give", prove(fill(client, every=every, amount="5000", email="ada@post.example")))
    gift, recurring = Gift.objects.get(), Recurring.objects.get()
    assert (gift.every, recurring.every, recurring.amount) == (every, every, 5000)
    assert b"ada" not in bytes(Supporter.objects.get().sealed)


@pytest.mark.parametrize(
    ("currency", "other", "minor"),
    [("JPY", "1500", 1500), ("KWD", "5.125", 5125), ("EUR", "12,50", 1250), ("USD", "1,000.50", 100050)],
)
def test_amounts_of_ones_own_are_exact_in_every_currency(client, house, currency, other, minor) -> None:
    client.post("/en/give", prove(fill(client, currency=currency, other=other)))
    assert (Gift.objects.get().amount, Gift.objects.get().currency) == (minor, currency)


def test_persian_digits_are_an_amount(client, house) -> None:
    answer = client.post("/fa/give", prove(fill(client, "fa", other="۱۹٫۹۹")))
    gift = Gift.objects.get()
    assert answer["Location"] == f"/fa/pay/{gift.id}"
    assert (gift.amount, gift.language) == (1999, "fa")


def test_the_fee_is_added_to_the_cent_and_shown_before_anything_is_begun(client, house, monkeypatch) -> None:
    without_waiting(monkeypatch)
    page = client.post("/en/give", fill(client, cover="yes")).content.decode()
    assert "$10.61, once" in page and "$0.61 of it covers the payment fee" in page
    assert not Gift.objects.exists()
    client.post("/en/give", {**hidden(page), "step": "pay"})
    assert (Gift.objects.get().amount, Gift.objects.get().covers_fee) == (1061, True)


def test_somebody_at_risk_is_told_calmly_and_leaves_no_trace(client, house, sandbox, caplog) -> None:
    form = fill(client, country="RU", email="ada@post.example", name="Ada")
    asked = len(sandbox.requests())
    usual = client.get("/en/")
    for steps in ({}, {"way": "transfer"}, {"step": "pay"}):
        answer = client.post("/en/give", {**prove(form), **steps})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Please do not give" in page
        assert "RU" not in page and "Russia" not in page and "ada" not in page.lower().replace("canada", "")
        assert re.search("<title>(.*)</title>", page)[1] == re.search("<title>(.*)</title>", usual.content.decode())[1]
        assert not answer.cookies
    assert len(sandbox.requests()) == asked and sandbox.attempts() == []
    assert not Gift.objects.exists() and not Supporter.objects.exists() and not Recurring.objects.exists()
    assert caplog.text == ""


def test_risk_is_said_even_where_the_rest_of_the_form_is_wrong(client, house) -> None:
    page = client.post("/en/give", fill(client, country="RU", other="nonsense")).content.decode()
    assert "Please do not give" in page


def test_a_country_whose_day_has_not_come_may_give(client, house) -> None:
    assert client.post("/en/give", prove(fill(client, country="IR"))).status_code == 303


def test_a_country_at_risk_from_now_on_needs_no_restart(client, house) -> None:
    home = house(more="\n")
    words = home.settings_file.read_text().replace("IR = 2099-01-01", "IR = 2020-01-01")
    home.settings_file.write_text(words + "\n# changed\n")
    assert b"Please do not give" in client.post("/en/give", prove(fill(client, country="IR"))).content


def test_where_somebody_lives_is_in_nothing_that_is_kept_or_sent(client, house, sandbox, monkeypatch) -> None:
    without_waiting(monkeypatch)
    page = client.post("/en/give", fill(client, country="ZW")).content.decode()
    answer = client.post("/en/give", {**hidden(page), "step": "pay"})
    assert "ZW" not in str(hidden(page)) and "ZW" not in answer["Location"]
    assert "ZW" not in str(list(Gift.objects.values()))
    assert "ZW" not in str(sandbox.requests())


def test_nobody_gets_past_the_question_where_they_live(client, house, monkeypatch) -> None:
    without_waiting(monkeypatch)
    for country in ("", "XX", "DEU", "<b>"):
        for step in ("", "pay"):
            answer = client.post("/en/give", {**prove(fill(client, country=country)), "step": step})
            assert answer.status_code == 422
    assert not Gift.objects.exists()


def test_a_form_sent_twice_is_one_gift(client, house, sandbox) -> None:
    form = prove(fill(client))
    first, second = (client.post("/en/give", form)["Location"] for _ in range(2))
    assert first == second
    assert Gift.objects.count() == 1


def test_somebody_who_went_back_and_chose_another_amount_gives_that(client, house) -> None:
    form = prove(fill(client))
    client.post("/en/give", form)
    client.post("/en/give", {**form, "amount": "2500", "amount_once": "2500"})
    assert sorted(Gift.objects.values_list("amount", flat=True)) == [1000, 2500]


def test_a_mirrors_form_leads_to_ours_filled_in(client, house) -> None:
    said = {"every": "month", "amount": "500", "other": "", "currency": "EUR", "language": "en"}
    answer = client.post("/en/give", said, headers={"origin": "https://mirror.example"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="month-500" value="500" checked' in page and hidden(page)["currency"] == "EUR"
    assert 'class="bad"' not in page
    assert client.get("/en/give?every=month&amount=500&currency=EUR").status_code == 200
    assert not Gift.objects.exists()
    form = {**hidden(page), "country": "DE", "every": "month", "amount_month": "500", "email": "ada@post.example"}
    assert client.post("/en/give", prove(form)).status_code == 303


def test_a_token_that_is_not_ours_is_worth_nothing(client, house) -> None:
    form = prove(fill(client))
    for token in (form["token"][:-1] + "x", "c".join(form["token"].rsplit("s", 1)), "", "a" * 65):
        answer = client.post("/en/give", {**form, "token": token})
        assert answer.status_code == 200 and b"Where do you live" in answer.content
    assert not Gift.objects.exists()


def test_strict_mode_takes_no_card_without_scripts_and_says_what_there_is(client, house, sandbox) -> None:
    house(strict=True, more=BANK)
    answer = client.post("/en/give", fill(client))
    page = answer.content.decode()
    assert "Here cards are taken only with scripts" in page and "DE89 3704 0044 0532 0130 00" in page
    assert sandbox.requests() == [] and not Gift.objects.exists()


def test_strict_mode_with_scripts_pays_in_our_page(client, house) -> None:
    house(strict=True)
    location = client.post("/en/give", prove(fill(client)))["Location"]
    page = client.get(location).content.decode()
    assert "Pay on the processor" not in page and "Here cards are taken only with scripts" in page


def test_a_transfer_has_a_reference_and_a_code_to_scan(client, house) -> None:
    house(more=BANK)
    answer = client.post("/en/give", {**fill(client, currency="EUR"), "way": "transfer"})
    gift = Gift.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert (gift.processor, gift.amount) == ("bank", 1000)
    assert "Readers Fund" in page and "<svg" in page and "€10.00" in page
    assert re.search(r"<dt>Reference</dt><dd><bdi>[A-Z0-9 ]{8,}</bdi></dd>", page)


def test_a_processor_that_cannot_be_reached_loses_nothing(client, house, monkeypatch) -> None:
    without_waiting(monkeypatch)
    house(address="http://127.0.0.1:9", more=BANK)
    answer = continue_without_scripts(client, fill(client, name="Ada"))
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "cannot be reached" in page and "DE89 3704 0044 0532 0130 00" in page
    assert hidden(page)["name"] == "Ada"
    house(more=BANK)
    assert client.post("/en/give", {**hidden(page), "step": "pay"}).status_code in (200, 303)
    assert Gift.objects.count() == 1


def test_who_is_faster_than_a_person_has_to_wait(client, house) -> None:
    answer = continue_without_scripts(client, fill(client))
    assert answer.status_code == 200 and "That was very fast" in answer.content.decode()
    assert not Gift.objects.exists()


def test_too_many_tries_are_told_in_plain_words(client, house) -> None:
    form = {**fill(client), "country": ""}
    codes = [client.post("/en/give", form, REMOTE_ADDR="203.0.113.9").status_code for _ in range(held.FORMS.most + 1)]
    assert codes[:-1] == [422] * held.FORMS.most and codes[-1] == 429
    answer = client.post("/en/give", form, REMOTE_ADDR="203.0.113.77")
    assert answer.status_code == 429 and "come back in" in answer.content.decode() and answer["Retry-After"]
    assert "203.0.113" not in str(held.COUNTERS) + str(held._networks)
    assert client.post("/en/give", form, REMOTE_ADDR="203.0.114.9").status_code == 422


def test_nobody_begins_many_recurring_gifts_for_one_address(client, house) -> None:
    said = {"every": "month", "amount": "500", "email": "ada@post.example"}
    codes = [client.post("/en/give", prove(fill(client, **said))).status_code for _ in range(13)]
    assert codes == [303] * 12 + [429]


def test_no_name_of_the_newsroom_is_in_the_forms_addresses(client, house) -> None:
    page = client.get("/en/").content.decode()
    assert "lamp" not in " ".join(re.findall(r'(?:name|value|action)="([^"]*)"', page)).lower()


def test_while_stolen_cards_are_tried_the_card_form_is_closed_and_the_processors_page_is_not(
    client, house, sandbox, monkeypatch
) -> None:
    without_waiting(monkeypatch)
    for _ in range(TOO_MANY["cards"]):
        note_decline(datetime.now(UTC))
    answer = client.post("/en/give", prove(fill(client)))
    assert answer.status_code == 200 and "Please check" in answer.content.decode()
    assert client.post("/en/give", {**hidden(answer.content.decode()), "step": "pay"})["Location"].startswith(
        sandbox.url
    )
    house(strict=True)
    assert "Cards are not taken just now" in client.post("/en/give", prove(fill(client))).content.decode()


def test_while_small_gifts_are_disputed_only_larger_ones_are_taken(client, house) -> None:
    for _ in range(TOO_MANY["small"]):
        note_dispute(datetime.now(UTC), 300)
    assert "The smallest gift is $10.00" in client.post("/en/give", fill(client, other="5")).content.decode()
    assert client.post("/en/give", prove(fill(client, other="10"))).status_code == 303


def test_nothing_of_anybody_is_in_the_logs(client, house, caplog, capfd, monkeypatch) -> None:
    without_waiting(monkeypatch)
    caplog.set_level("DEBUG")
    said = {"email": "ada@post.example", "name": "Ada Quill", "message": "for the lamp", "other": "77.31"}
    client.post("/en/give", fill(client, country="RU", **said), REMOTE_ADDR="203.0.113.9")
    client.post("/en/give", prove(fill(client, **said)), REMOTE_ADDR="203.0.113.9")
    house(address="http://127.0.0.1:9")
    continue_without_scripts(client, fill(client, **said))
    out = capfd.readouterr()
    ours = "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith("django.db"))
    for word in ("ada", "quill", "203.0.113", "77.31", "7731", "for the lamp"):
        assert word not in (ours + out.out + out.err).lower()


def test_the_fee_that_is_added_covers_the_fee_and_no_more() -> None:
    support = read_support(
        {"currency": {"USD": {}, "JPY": {}, "KWD": {}, "GEL": {}}, "rates": {"JPY": "0.0067", "KWD": "3.25"}}, Path("x")
    )
    for currency in ("USD", "JPY", "KWD"):
        percent, fixed = fee_rate(currency, support)
        for amount in (200, 201, 999, 1000, 123_456):
            gift = Money(amount, currency)
            paid = with_fee(gift, support)
            fee = round(paid.amount * percent / 100 + fixed)
            assert paid.amount - fee >= amount
            assert (paid.amount - 1) - ((paid.amount - 1) * percent / 100 + fixed) < amount
            assert without_fee(paid, support) == gift
    assert fee_rate("GEL", support) is None and with_fee(Money(500, "GEL"), support) == Money(500, "GEL")
