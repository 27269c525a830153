"""Signing in where everybody has one address, on a slow link, and without any other host."""

from __future__ import annotations

import gzip
import re
import time
from datetime import timedelta

import pytest
from allauth.core.internal import ratelimit
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

from tamizdat.newsroom.people.limits import may_try
from tests.desk.conftest import PASSWORD, code_of, log_in
from tests.people.conftest import join

WAIT = "Give two codes of your phone"


def fill_the_queue(name: str) -> None:
    """Somebody who knows the name tries passwords for as long as they are looked at."""
    attacker = Client()
    for n in range(8):
        attacker.post("/login/", {"login": name, "password": f"a guess {n}"})


def two_codes(secret: str) -> str:
    """One, and then the next, as somebody reads them from the phone."""
    return f"{code_of(secret)} {code_of(secret, steps=1)}"


def test_a_stranger_who_keeps_trying_cannot_shut_an_editor_out(account):
    fill_the_queue(account.name)
    client = Client()
    page = client.post("/login/", {"login": account.name, "password": PASSWORD})
    assert WAIT in page.content.decode()
    assert 'name="code"' in page.content.decode()
    words = {"login": account.name, "password": PASSWORD, "code": two_codes(account.secret)}
    assert client.post("/login/", words)["Location"].startswith("/login/code/")
    client.post("/login/code/", {"code": code_of(account.secret, steps=1)})
    assert client.get("/").status_code == 200


def test_strangers_at_every_name_and_with_every_code_shut_nobody_out(account):
    for n in range(120):
        may_try(f"invented-{n}", "")
        may_try(account.name, f"{n:06d} {n + 1:06d}")
    assert WAIT in Client().post("/login/", {"login": account.name, "password": PASSWORD}).content.decode()
    words = {"login": account.name, "password": PASSWORD, "code": two_codes(account.secret)}
    assert Client().post("/login/", words)["Location"].startswith("/login/code/")


def test_one_code_is_answered_alike_whether_it_is_right_or_wrong(account):
    """Else whoever keeps the queue full could try a million of them, and know which one is right."""
    fill_the_queue(account.name)
    pages = [
        Client().post("/login/", {"login": account.name, "password": "a guess", "code": code}).content.decode()
        for code in (code_of(account.secret), "000000", f"{code_of(account.secret)} 000000")
    ]
    assert all(WAIT in page for page in pages)


@pytest.mark.parametrize("steps", [(0, 0), (1, 0), (-1, 1)])
def test_two_codes_are_taken_only_one_after_the_other(account, steps):
    fill_the_queue(account.name)
    codes = " ".join(code_of(account.secret, steps=one) for one in steps)
    answer = Client().post("/login/", {"login": account.name, "password": PASSWORD, "code": codes})
    assert WAIT in answer.content.decode()


def test_who_lost_the_phone_gives_two_codes_from_paper_and_not_one_twice(account):
    paper = RecoveryCodes.activate(User.objects.get(username=account.name)).get_unused_codes()
    fill_the_queue(account.name)
    assert not may_try(account.name, f"{paper[3]} {paper[3]}")
    assert may_try(account.name, f"{paper[3]} {paper[7]}")


def test_codes_in_persian_digits_and_without_a_gap_are_codes(account):
    fill_the_queue(account.name)
    codes = two_codes(account.secret).replace(" ", "")
    assert may_try(account.name, codes.translate({48 + n: 0x6F0 + n for n in range(10)}))


def test_two_codes_that_somebody_saw_give_three_tries_and_no_more(account):
    fill_the_queue(account.name)
    codes = two_codes(account.secret)
    for n in range(3):
        Client().post("/login/", {"login": account.name, "password": f"more {n}", "code": codes})
    answer = Client().post("/login/", {"login": account.name, "password": PASSWORD, "code": codes})
    assert WAIT in answer.content.decode()


def test_invented_names_do_not_make_the_door_forget_whom_somebody_guesses_at(account, monkeypatch):
    for _ in range(5):
        assert may_try(account.name, "")
    for n in range(2_000):
        may_try(f"invented-{n}", "")
    later = time.time() + 61
    monkeypatch.setattr("time.time", lambda: later)
    assert may_try("somebody-else", "")
    assert not may_try(account.name, "")


@pytest.mark.parametrize("app, action", [("allauth.account", "login"), ("allauth.mfa", "webauthn_login")])
def test_where_everybody_has_one_address_nothing_is_counted_by_it(db, app, action):
    request = RequestFactory().post("/login/")
    assert all(ratelimit.consume(request, app=app, action=action) is not None for _ in range(700))


def test_what_a_stranger_leaves_at_the_door_is_gone_after_two_hours(account, monkeypatch):
    from tamizdat.newsroom.people.models import OpenSession

    Client().post("/login/", {"login": account.name, "password": PASSWORD})
    assert OpenSession.objects.get().account_id is None
    later = timezone.now() + timedelta(hours=2, minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    log_in(account)
    assert not OpenSession.objects.filter(account=None).exists()


def test_guessing_at_one_account_slows_down_no_other(account):
    fill_the_queue("somebody-else")
    assert Client().post("/login/", {"login": account.name, "password": PASSWORD}).status_code == 302


def test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has(account):
    pages = []
    for name in (account.name, "nobody-at-all"):
        fill_the_queue(name)
        page = Client().post("/login/", {"login": name, "password": PASSWORD}).content.decode()
        pages.append(re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", page.replace(name, "N")))
    assert pages[0] == pages[1]


def test_sessions_are_listed_by_the_hour_and_all_others_end_at_once(account, editor):
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"})
    other.force_login(User.objects.get(username=account.name))
    page = editor.get("/people/sessions/").content.decode()
    assert page.count("End this one") == 1
    assert other.session.session_key not in page
    assert editor.session.session_key not in page
    editor.post("/people/sessions/", {})
    assert other.get("/")["Location"].startswith("/login/")
    assert editor.get("/").status_code == 200


def test_one_session_is_ended_and_the_others_stay(account, editor):
    phones = [Client(), Client()]
    for phone in phones:
        phone.force_login(User.objects.get(username=account.name))
    from tamizdat.newsroom.people.sessions import sessions_of

    key = User.objects.get(username=account.name).pk
    name = next(one["name"] for one in sessions_of(key) if one["key"] == phones[0].session.session_key)
    editor.post("/people/sessions/", {"session": name})
    left = {one["key"] for one in sessions_of(key)}
    assert phones[0].session.session_key not in left
    assert {editor.session.session_key, phones[1].session.session_key} <= left


def test_nobody_ends_the_sessions_of_others(editor):
    from tamizdat.newsroom.people.sessions import sessions_of

    omid = join("omid")
    phone = log_in(omid)
    key = User.objects.get(username="omid").pk
    editor.post("/people/sessions/", {"session": sessions_of(key)[0]["name"]})
    assert phone.get("/").status_code == 200


def test_of_a_session_no_address_and_no_exact_time_is_kept(account, editor):
    from tamizdat.newsroom.people.models import OpenSession

    [row] = OpenSession.objects.exclude(account=None)
    for moment in (row.began, row.seen, row.expire_date):
        assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)
    assert {field.name for field in OpenSession._meta.fields} == {
        "session_key", "session_data", "expire_date", "account", "began", "seen",
    }  # fmt: skip
    assert "127.0.0.1" not in str(row.get_decoded())


@pytest.mark.parametrize(
    "host, scheme, offered",
    [
        ("localhost:8000", "http", True),
        ("desk.example", "https", True),
        ("127.0.0.1:8000", "http", False),
        ("expyuzz4wqqyqhjn7cmnkvrbyw2xpiqk2jzyppanoxq3rwcyxzrqxjad.onion", "http", False),
        ("[::1]:8000", "http", False),
    ],
)
def test_passkeys_are_offered_only_where_browsers_have_them(db, host, scheme, offered):
    page = Client(headers={"Host": host, "X-Forwarded-Proto": scheme}).get("/login/").content.decode()
    assert ("Use a passkey" in page) is offered
    assert ("<script" in page) is offered


def test_where_passkeys_do_not_work_it_is_said_and_codes_are_offered(editor):
    page = editor.get("/second-factor/passkeys/new/", headers={"Host": "127.0.0.1:8000"}).content.decode()
    assert "Use the codes of an authenticator app" in page
    assert "http://localhost:8000/" in page


def test_the_door_weighs_little(account):
    client = Client()
    weights = {"/login/": len(gzip.compress(client.get("/login/").content))}
    client.post("/login/", {"login": account.name, "password": PASSWORD})
    weights["/login/code/"] = len(gzip.compress(client.get("/login/code/").content))
    assert max(weights.values()) < 3_000, weights
