""" "Not ready? Remind me later": one mail, confirmed, cancelled by its link, and nothing left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from tests.contributions.mail.mailbox import Mailbox
from tests.contributions.mail.people import EMAIL, NOW
from tests.contributions.own.conftest import Person, last_link

from tamizdat.contributions.mail.send import send_due
from tamizdat.contributions.models import Mail, Reminder
from tamizdat.contributions.site.own.calendar_file import calendar_file
from tamizdat.contributions.site.own.months import chosen_month, first_morning, months_ahead, next_month
from tamizdat.contributions.site.own.reminders import ask_reminder, confirm_reminder
from tamizdat.shell.home import Home


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize(
    ("today", "month"),
    [("2026-11-01", "2026-12"), ("2026-11-19", "2026-12"), ("2026-11-20", "2027-01"), ("2026-12-31", "2027-02")],
)
def test_next_month_is_the_one_after_when_it_is_nearly_here(today: str, month: str) -> None:
    assert next_month(date.fromisoformat(today)) == month


def test_only_the_next_twelve_months_can_be_chosen() -> None:
    today = date(2026, 11, 25)
    assert months_ahead(today)[0] == "2026-12" and months_ahead(today)[-1] == "2027-11"
    assert chosen_month("2026-11", today) == "" and chosen_month("2027-12", today) == ""
    assert chosen_month("next", today) == "2027-01" and chosen_month("nonsense", today) == ""


def test_the_mail_is_due_on_the_first_morning_where_the_newsroom_is() -> None:
    assert first_morning("2026-12", "Europe/Riga") == datetime(2026, 12, 1, 7, tzinfo=UTC)


@pytest.mark.django_db
def test_a_reminder_is_confirmed_sent_once_and_forgotten(person: Person, room: tuple[Home, Mailbox]) -> None:
    home, mailbox = room
    page = person.post("/en/remind/", month="next", email=EMAIL, language="en")
    assert "Only who opens it and says yes" in page
    send_due(home, now())
    assert "says yes" not in person.get(last_link(mailbox)) and "Yes, write to me once" in person.get(
        last_link(mailbox)
    )
    assert "You will get one mail" in person.post(last_link(mailbox), say="yes")
    due = Mail.objects.get(what="reminder").due
    assert send_due(home, due - timedelta(seconds=1)) == 0
    assert send_due(home, due) == 1
    assert "https://give.example/en/" in mailbox.texts[-1]
    assert not Reminder.objects.exists() and not Mail.objects.exists()
    assert "no such reminder" in person.get(last_link_of(mailbox.texts[0]))


def last_link_of(text: str) -> str:
    return text.split("https://give.example")[1].split()[0]


@pytest.mark.django_db
def test_looking_at_the_link_confirms_nothing(person: Person, room: tuple[Home, Mailbox]) -> None:
    home, mailbox = room
    ask_reminder(home, EMAIL, "2026-12", "en", NOW)
    send_due(home, NOW)
    person.get(last_link(mailbox))
    assert not Reminder.objects.get().is_confirmed


@pytest.mark.django_db
@pytest.mark.parametrize("is_confirmed", [True, False])
def test_the_link_cancels_before_and_after(person: Person, room: tuple[Home, Mailbox], is_confirmed: bool) -> None:
    home, mailbox = room
    ask_reminder(home, EMAIL, next_month(now().date()), "en", now())
    send_due(home, now())
    if is_confirmed:
        person.post(last_link(mailbox), say="yes")
    assert "Your address is deleted" in person.post(last_link(mailbox), say="no")
    assert not Reminder.objects.exists() and not Mail.objects.exists()
    assert "Your address is deleted" in person.post(last_link(mailbox), say="no")


@pytest.mark.django_db
def test_a_person_gets_one_mail_a_month_however_often_it_is_asked_for(
    person: Person, room: tuple[Home, Mailbox]
) -> None:
    home, mailbox = room
    answers = {person.post("/en/remind/", month="next", email=one) for one in (EMAIL, EMAIL, EMAIL.title(), EMAIL)}
    assert len(answers) == 1 and Reminder.objects.count() == 1
    send_due(home, now())
    assert len(mailbox.arrived) == 1
    confirm_reminder(home, Reminder.objects.get(), now())
    confirm_reminder(home, Reminder.objects.get(), now())
    assert Mail.objects.filter(what="reminder").count() == 1
    assert answers == {person.post("/en/remind/", month="next", email=EMAIL)}


@pytest.mark.django_db
def test_nobody_can_fill_a_mailbox_with_months() -> None:
    for month in months_ahead(NOW.date()):
        ask_reminder(settings.HOME, EMAIL, month, "en", NOW)
    assert Mail.objects.count() == 2


@pytest.mark.django_db
def test_who_has_confirmed_may_choose_other_months_too() -> None:
    for month in months_ahead(NOW.date()):
        assert ask_reminder(settings.HOME, EMAIL, month, "en", NOW)
        confirm_reminder(settings.HOME, Reminder.objects.get(month=month), NOW)
    assert Reminder.objects.count() == 12


@pytest.mark.django_db
def test_a_form_of_a_mirror_is_taken(person: Person) -> None:
    answer = person.client.post(
        "/fa/remind/",
        {"month": "next", "email": EMAIL, "language": "fa"},
        headers={"origin": "https://mirror.example", "sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 200 and Reminder.objects.get().language == "fa"


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"month": "2020-01"}, {"email": "nothing"}, {"email": "", "month": "x"}])
def test_what_cannot_be_is_said_and_nothing_is_kept(person: Person, wrong: dict[str, str]) -> None:
    page = person.post("/en/remind/", **{"month": "next", "email": EMAIL, **wrong})
    assert person.status == 400 and 'aria-invalid="true"' in page and EMAIL not in page
    assert not Reminder.objects.exists()


@pytest.mark.django_db
def test_an_unconfirmed_link_is_dead_after_two_days(person: Person, room: tuple[Home, Mailbox]) -> None:
    home, mailbox = room
    ask_reminder(home, EMAIL, next_month(now().date()), "en", now() - timedelta(hours=48, minutes=1))
    Reminder.objects.get()
    Mail.objects.update(due=now())
    code_page = person.get("/en/remind/" + "x" * 27)
    assert "no such reminder" in code_page and person.status == 404
    send_due(home, now())
    assert not Reminder.objects.exists() and not mailbox.arrived


@pytest.mark.django_db
def test_the_address_lies_under_a_key_of_its_own(room: tuple[Home, Mailbox]) -> None:
    home, _ = room
    ask_reminder(home, EMAIL, "2026-12", "en", NOW)
    ask_reminder(home, EMAIL, "2027-01", "en", NOW)
    first, second = Reminder.objects.all()
    assert bytes(first.sealed_key) != bytes(second.sealed_key)
    assert EMAIL.encode() not in bytes(first.sealed)


def test_a_calendar_file_is_the_same_bytes_every_time_and_names_nobody(person: Person) -> None:
    one, two = person.client.get("/en/remind/2027-01.ics"), person.client.get("/en/remind/2027-01.ics")
    assert one.content == two.content and one["Content-Type"].startswith("text/calendar")
    text = one.content.decode()
    assert "SUMMARY:Reminder\r\n" in text and "DTSTART;VALUE=DATE:20270101\r\n" in text and "Lamp" not in text
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")


def test_a_calendar_file_of_next_month_leads_to_that_month(person: Person) -> None:
    answer = person.client.get("/en/remind/next.ics")
    assert answer.status_code == 303
    assert answer["Location"] == f"/en/remind/{next_month(datetime.now(UTC).date())}.ics"
    assert person.client.get("/en/remind/2027-13.ics").status_code == 404


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_lines_of_a_calendar_file_are_short_and_fold_back(title: str) -> None:
    data = calendar_file("2027-01", title, "https://give.example/en/")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    unfolded = data.decode().replace("\r\n ", "")
    escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{escaped}\r\n" in unfolded
