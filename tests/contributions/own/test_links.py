"""Into one's own page: by a link in a mail, which works once, and tells a stranger nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.contributions.mail.mailbox import Mailbox
from tests.contributions.mail.people import EMAIL, NOW, make_supporter
from tests.contributions.own.conftest import Person, last_link

from tamizdat.contributions.mail.send import send_due
from tamizdat.contributions.models import Link, Mail
from tamizdat.contributions.site.own.ask import AN_HOUR, ask_link
from tamizdat.contributions.site.own.visit import enter, is_link
from tamizdat.shell.home import Home

pytestmark = pytest.mark.django_db
STRANGER = "nobody.known@mailbox.example"


def now() -> datetime:
    return datetime.now(UTC)


def test_a_link_is_mailed_and_opens_the_page(person: Person, room: tuple[Home, Mailbox]) -> None:
    home, mailbox = room
    make_supporter(home)
    assert "on its way" in person.post("/en/own/", email=f" {EMAIL.upper()} ")
    assert send_due(home, now()) == 1
    assert "used up when you press" in person.get(last_link(mailbox))
    assert "Regular payments" in person.post(last_link(mailbox))


def test_looking_at_a_link_does_not_use_it_up(person: Person, room: tuple[Home, Mailbox]) -> None:
    home, mailbox = room
    make_supporter(home)
    ask_link(home, EMAIL, now())
    send_due(home, now())
    for _ in range(5):
        assert "Open my page" in Person().get(last_link(mailbox))
    assert "Regular payments" in person.post(last_link(mailbox))


def test_a_link_works_once(person: Person, room: tuple[Home, Mailbox]) -> None:
    home, mailbox = room
    make_supporter(home)
    ask_link(home, EMAIL, now())
    send_due(home, now())
    person.post(last_link(mailbox))
    thief = Person()
    assert "no longer works" in thief.post(last_link(mailbox)) and thief.status == 410
    assert "no longer works" in thief.get(last_link(mailbox))


def test_a_link_is_too_old_after_half_an_hour(room: tuple[Home, Mailbox]) -> None:
    home, mailbox = room
    make_supporter(home)
    ask_link(home, EMAIL, NOW)
    send_due(home, NOW)
    code = last_link(mailbox).rpartition("/")[2]
    assert is_link(code, NOW + timedelta(minutes=29))
    assert not is_link(code, NOW + timedelta(minutes=30))
    assert enter(code, NOW + timedelta(minutes=30)) is None
    assert enter(code, NOW + timedelta(minutes=29)) is not None


def test_a_stranger_learns_nothing_from_the_answer_nor_from_the_work_behind_it(
    person: Person, room: tuple[Home, Mailbox]
) -> None:
    home, mailbox = room
    make_supporter(home)
    answers, works = [], []
    for email in (EMAIL, STRANGER):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers.append(person.post("/en/own/", email=email))
        works.append([one["sql"].split(" ")[0] for one in queries])
    assert answers[0] == answers[1] and works[0] == works[1]
    send_due(home, now())
    assert mailbox.receivers == [EMAIL]


def test_nobody_can_fill_a_mailbox(room: tuple[Home, Mailbox]) -> None:
    home, mailbox = room
    make_supporter(home)
    for _ in range(20):
        ask_link(home, EMAIL, NOW)
    send_due(home, NOW)
    assert len(mailbox.arrived) == AN_HOUR


def test_what_a_stranger_typed_is_nowhere_and_even_its_digest_is_gone_a_day_later(room: tuple[Home, Mailbox]) -> None:
    home, mailbox = room
    ask_link(home, STRANGER, NOW)
    assert not any(STRANGER in str(one.__dict__) for one in Mail.objects.all())
    send_due(home, NOW)
    send_due(home, NOW + timedelta(days=1, seconds=1))
    assert not Mail.objects.exists() and not mailbox.arrived


def test_one_network_cannot_ask_without_end(person: Person) -> None:
    asked = [person.client.post("/en/own/", {"email": f"a{n}@b.example"}, REMOTE_ADDR="192.0.2.7") for n in range(21)]
    assert [one.status_code for one in asked] == [200] * 20 + [429]
    other = person.client.post("/en/own/", {"email": "a@b.example"}, REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 200


def test_what_is_no_address_is_said_to_be_none(person: Person) -> None:
    assert "no e-mail address" in person.post("/en/own/", email="not an address") and person.status == 400
    assert not Mail.objects.exists()


def test_the_cookie_is_for_this_site_and_this_session_alone(person: Person, room: tuple[Home, Mailbox]) -> None:
    home, _ = room
    person.enter(make_supporter(home))
    cookie = person.client.cookies["own"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict"
    assert not cookie["max-age"] and not cookie["expires"]
    assert not Link.objects.filter(code=cookie.value).exists()


def test_a_visit_ends_after_half_an_hour_and_when_one_leaves(person: Person, room: tuple[Home, Mailbox]) -> None:
    home, _ = room
    supporter = make_supporter(home)
    person.enter(supporter)
    cookie = person.client.cookies["own"].value
    assert "You have left" in person.send("/en/own/leave")
    person.client.cookies["own"] = cookie
    assert "Send me the link" in person.get("/en/own/")
    person.enter(supporter)
    Link.objects.filter(purpose="visit").update(expires=now())
    assert "Send me the link" in person.get("/en/own/")


def test_no_page_of_a_person_may_be_kept_by_a_browser(person: Person, room: tuple[Home, Mailbox]) -> None:
    home, _ = room
    person.enter(make_supporter(home))
    assert person.answer["Cache-Control"] == "no-store"
    assert person.answer["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in person.answer["Content-Security-Policy"]


def test_a_link_of_an_erased_person_opens_nothing(person: Person, room: tuple[Home, Mailbox]) -> None:
    home, _ = room
    supporter = make_supporter(home)
    supporter.sealed_key = None
    supporter.save()
    assert "no longer works" in person.enter(supporter)
