"""The way into the newsroom, and that there is no other."""

from __future__ import annotations

import re
import time

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.desk.conftest import PASSWORD, code_of, log_in

SAMPLES = {"int": "1", "str": "1", "slug": "page", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}
WAY_IN = {"/login/", "/login/code/", "/logout/", "/favicon.ico"}


def addresses(patterns, prefix=""):
    """An address for every pattern that the newsroom answers to."""
    for one in patterns:
        route = str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, prefix + route)
        elif isinstance(one, URLPattern):
            yield "/" + sample(prefix + route)


def sample(route: str) -> str:
    if "(?P" in route or "^" in route:
        route = re.sub(r"\(\?P<\w+>[^)]*\)", "1", route).replace("^", "").replace("$", "").replace(".*", "x")
        return route.replace("\\Z", "").replace("\\", "").replace("[^/]+", "1")
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "1"), route)


ALL = sorted(set(addresses(get_resolver().url_patterns)) - WAY_IN)


def is_closed(answer) -> bool:
    """Refused, not there, or sent away to the door."""
    if answer.status_code == 302:
        return answer["Location"].startswith(("/login/", "/second-factor/set-up/"))
    return answer.status_code in (403, 404)


def test_the_walk_goes_through_the_whole_newsroom():
    assert len(ALL) > 150
    assert {"/", "/pages/1/edit/", "/originals/x", "/preview-files/x", "/api/main/pages/", "/jsi18n/"} <= set(ALL)


def test_no_page_of_the_newsroom_opens_without_a_login(stranger):
    open_pages = [one for one in ALL if not is_closed(stranger.get(one))]
    assert open_pages == []


def test_no_form_of_the_newsroom_is_taken_without_a_login(stranger):
    assert [one for one in ALL if not is_closed(stranger.post(one))] == []


def test_a_password_alone_opens_no_page(account):
    for one in ALL:
        client = Client()
        client.force_login(User.objects.get(username=account.name))
        assert is_closed(client.get(one)), one


def test_an_account_without_a_phone_is_led_to_set_one_up_and_sees_nothing_else(db):
    User.objects.create_superuser("newcomer", "", PASSWORD)
    client = Client()
    answer = client.post("/login/", {"login": "newcomer", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/second-factor/set-up/"
    ways = ("/second-factor/set-up/", "/second-factor/passkeys/new/", "/login/again/")
    outside = [one for one in ALL if one not in ways]
    assert [one for one in outside if not is_closed(client.get(one))] == []


def test_setting_a_phone_up_opens_the_newsroom_and_gives_recovery_codes(db, monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda then, **_: then())
    User.objects.create_superuser("newcomer", "", PASSWORD)
    client = Client()
    page = client.post("/login/", {"login": "newcomer", "password": PASSWORD}, follow=True)
    secret = re.search(r'id="secret">([A-Z2-7]+)<', page.content.decode())[1]
    codes = client.post("/second-factor/set-up/", {"code": code_of(secret)}, follow=True)
    assert codes.redirect_chain[-1][0] == "/second-factor/codes/"
    assert len(re.findall(r"<li>\d{8}</li>", codes.content.decode())) == 10
    assert client.get("/").status_code == 200


def test_password_and_code_open_the_newsroom(editor):
    assert editor.get("/").status_code == 200


def test_a_wrong_code_opens_nothing(account):
    client = Client()
    client.post("/login/", {"login": account.name, "password": PASSWORD})
    answer = client.post("/login/code/", {"code": "000000"})
    assert answer.status_code == 200
    assert is_closed(client.get("/"))


def test_a_code_works_once(account):
    log_in(account)
    client = Client()
    client.post("/login/", {"login": account.name, "password": PASSWORD})
    client.post("/login/code/", {"code": code_of(account.secret)})
    assert is_closed(client.get("/"))


@pytest.mark.parametrize("seconds", [0, 31, 59])
def test_a_code_that_somebody_saw_opens_nothing_for_as_long_as_it_holds(account, monkeypatch, seconds):
    start = time.time() // 30 * 30 + 1
    monkeypatch.setattr("time.time", lambda: start)
    code = code_of(account.secret, steps=1)  # the next one: our clock may be late
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/login/", {"login": account.name, "password": PASSWORD})
    first.post("/login/code/", {"code": code})
    assert first.get("/").status_code == 200
    monkeypatch.setattr("time.time", lambda: start + seconds)
    second.post("/login/code/", {"code": code})
    assert is_closed(second.get("/"))
    second.post("/login/code/", {"code": code_of(account.secret, steps=-1)})
    assert is_closed(second.get("/"))


def test_guessing_passwords_is_slowed_down(account):
    client = Client()
    for _ in range(6):
        client.post("/login/", {"login": account.name, "password": "a guess"})
    answer = client.post("/login/", {"login": account.name, "password": PASSWORD})
    assert answer.status_code == 200
    assert is_closed(client.get("/login/code/"))


def test_nobody_can_sign_up_or_have_a_password_sent(stranger):
    for address in ("/signup/", "/accounts/signup/", "/password_reset/", "/password/reset/"):
        assert is_closed(stranger.get(address)), address


def test_logging_out_closes_the_newsroom(editor):
    editor.post("/logout/")
    assert is_closed(editor.get("/"))


def test_an_account_without_a_role_is_told_so_and_sees_nothing(account):
    User.objects.filter(username=account.name).update(is_superuser=False)
    answer = log_in(account).get("/")
    assert answer.status_code == 403
    assert "may not enter" in answer.content.decode()


def test_the_secret_of_a_phone_cannot_be_read_in_the_database(account):
    from allauth.mfa.models import Authenticator

    kept = str(Authenticator.objects.get(user__username=account.name, type="totp").data)
    assert account.secret not in kept


@pytest.mark.parametrize("language, direction", [("fa", "rtl"), ("en", "ltr"), ("ru", "ltr"), ("de", "ltr")])
def test_the_login_page_reads_in_the_direction_of_its_language(stranger, language, direction):
    page = stranger.get("/login/", headers={"Accept-Language": language}).content.decode()
    assert f'dir="{direction}"' in page


def test_the_login_page_needs_no_script_and_no_other_host(stranger):
    page = stranger.get("/login/").content.decode()
    assert "<script" not in page
    assert "//" not in re.sub(r"<!doctype[^>]*>", "", page)


@pytest.mark.parametrize("scheme, secure", [("http", ""), ("https", True)])
def test_cookies_stay_on_this_host_out_of_scripts_and_within_tls_where_there_is_tls(account, scheme, secure):
    client = Client(headers={"X-Forwarded-Proto": scheme, "Host": "desk.example"}, enforce_csrf_checks=True)
    client.get("/login/")
    words = {"login": account.name, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["newsroom-form"].value}
    origin = {"Origin": f"{scheme}://desk.example", "Referer": f"{scheme}://desk.example/login/"}
    assert client.post("/login/", words, headers=origin).status_code == 302
    for name in ("newsroom", "newsroom-form"):
        cookie = client.cookies[name]
        assert (cookie["samesite"], cookie["httponly"], cookie["secure"]) == ("Strict", True, secure)
