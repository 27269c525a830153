"""The page with the form: light, in the reader's language, and it forgets where they live."""

from __future__ import annotations

import gzip
import re

import pytest
from tests.contributions.give.filled import fill, hidden

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "ru", "fa", "ar", "be", "de", "es", "fr", "tr", "uk", "zh", "he", "eo"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_arrives_before_the_connection_is_cut(client, house, language: str) -> None:
    for path in ("", "other-ways", "sorry"):
        answer = client.get(f"/{language}/{path}", headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert len(answer.content) <= 10_000, (path, len(answer.content))
        assert gzip.decompress(answer.content).startswith(b"<!doctype html>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_anybody_else_is_loaded(client, house, language: str) -> None:
    answer = client.get(f"/{language}/")
    page = answer.content.decode()
    loaded = re.findall(r'(?:src|srcset|action|formaction)="([^"]*)"', page) + re.findall(r"url\(([^)]*)\)", page)
    assert loaded
    assert all(one.startswith("/") and not one.startswith("//") for one in loaded)
    assert "http" not in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_no_cookie_is_set_and_nothing_is_kept(client, house) -> None:
    for path in ("/en/", "/", "/en/other-ways", "/a/proof.js"):
        answer = client.get(path)
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"


def test_the_first_language_of_the_reader_is_chosen(client, house) -> None:
    assert client.get("/", headers={"accept-language": "fa-IR,en;q=0.5"})["Location"] == "/fa/"
    assert client.get("/", headers={"accept-language": "xx"})["Location"] == "/en/"


def test_a_language_without_words_is_said_in_english_and_marked_so(client, house) -> None:
    page = client.get("/he/").content.decode()
    assert '<html lang="en" dir="ltr"' in page
    assert '<form method="post" action="/he/give"' in page


def test_right_to_left_where_the_language_is(client, house) -> None:
    assert '<html lang="fa" dir="rtl" class="arab">' in client.get("/fa/").content.decode()


def test_another_currency_has_amounts_of_its_own(client, house) -> None:
    yen, dinar = (client.get(f"/en/?currency={one}").content.decode() for one in ("JPY", "KWD"))
    assert 'value="500"' in yen and "¥500" in yen and "At least ¥300" in yen
    assert 'value="5000"' in dinar and "KWD\u00a05" in dinar and "At least KWD\u00a01" in dinar


def test_an_address_fills_the_form(client, house) -> None:
    page = client.get("/en/?every=month&amount=500&currency=USD").content.decode()
    assert re.search(r'id="every-month" value="month" required checked', page)
    assert re.search(r'id="month-500" value="500" checked', page)
    other = client.get("/en/?every=month&amount=777&currency=USD").content.decode()
    assert 'value="7.77"' in other


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(client, house) -> None:
    form = fill(client, every="month", other="1,2,3", name="Ada <b>", message='"quoted"\nlines', country="")
    answer = client.post("/en/give", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    for field in ("live", "amount", "email"):
        assert f'id="bad-{field}"' in page
    assert 'aria-invalid="true" aria-describedby="bad-email email-hint"' in page
    assert 'value="1,2,3"' in page and 'value="Ada &lt;b&gt;"' in page and "&quot;quoted&quot;\nlines" in page
    assert hidden(page)["token"]


def test_where_somebody_lives_is_not_shown_again(client, house) -> None:
    page = client.post("/en/give", fill(client, other="none", country="DE")).content.decode()
    assert "selected" not in page
    assert "Your answer was not kept" in page


@pytest.mark.parametrize(
    ("currency", "other", "said"),
    [
        ("USD", "1.99", "The smallest gift is $2.00"),
        ("USD", "0", "cannot be read"),
        ("USD", "-5", "cannot be read"),
        ("USD", "5.001", "cannot be read"),
        ("USD", "999999999", "The largest gift here is $20,000.00"),
        ("JPY", "10.5", "cannot be read"),
        ("JPY", "299", "The smallest gift is ¥300"),
        ("KWD", "0.999", "The smallest gift is KWD\u00a01.000"),
        ("USD", "٣٤x", "cannot be read"),
        ("USD", "<script>alert(1)</script>", "cannot be read"),
    ],
)
def test_an_amount_that_cannot_be_given_is_refused(client, house, currency: str, other: str, said: str) -> None:
    answer = client.post("/en/give", fill(client, currency=currency, other=other))
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("address", ["a", "a@b", "a@b.c\nBcc: x@y.z", "a b@c.de", "@c.de", "a@b..de", "a@@b.de"])
def test_what_is_no_address_is_refused(client, house, address: str) -> None:
    assert client.post("/en/give", fill(client, email=address)).status_code == 422


def test_hostile_input_breaks_nothing(client, house) -> None:
    nasty = "\0'\";--<svg onload=x>{{7*7}}" * 300
    for field in ("country", "every", "amount_once", "other", "currency", "email", "name", "message", "token", "step"):
        answer = client.post("/en/give", fill(client, **{field: nasty}))
        assert answer.status_code in (200, 422)
        assert "<svg onload" not in answer.content.decode()
    assert client.get("/en/?amount=" + "9" * 400).status_code == 200
    assert client.get("/xx/").status_code == 404
    assert client.get("/en/pay/../../etc").status_code == 404
    assert client.post("/en/give", b"\xff\xfe", content_type="application/x-www-form-urlencoded").status_code == 200
