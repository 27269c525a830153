"""Mails leave through a real server, and what the server does decides what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.contributions.mail.mailbox import Mailbox, home_with_mail, running_mailbox
from tests.contributions.mail.people import EMAIL, NOW, make_gift, make_recurring, make_supporter

from tamizdat.contributions.mail.post import Post
from tamizdat.contributions.mail.put import put_mail
from tamizdat.contributions.mail.send import IN_HAND, send_due
from tamizdat.contributions.models import Mail, Reminder
from tamizdat.contributions.vault import new_id, open_vault
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home

pytestmark = pytest.mark.django_db

Room = tuple[Home, Mailbox]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with running_mailbox() as (mailbox, port):
        yield home_with_mail(settings.HOME, tmp_path / "home", port), mailbox


def put_link(home: Home, key: str = "link:1", **more: object) -> Mail:
    put_mail(key, make_supporter(home, **more), "link", {}, NOW)  # type: ignore[arg-type]
    return Mail.objects.get(key=key)


def put_reminder(home: Home, *, is_confirmed: bool = True) -> Reminder:
    vault = open_vault(home)
    key = vault.new_key()
    reminder = Reminder.objects.create(
        id=new_id(),
        sealed_key=key,
        sealed=vault.seal(key, {"email": EMAIL}),
        lookup=vault.lookup(EMAIL),
        month=f"{NOW:%Y-%m}",
        language="en",
        code=new_id(),
        is_confirmed=is_confirmed,
        made=NOW,
    )
    put_mail(f"reminder:{reminder.id}", None, "reminder", {}, NOW, reminder=reminder)
    return reminder


def test_what_is_due_is_sent_once_to_its_reader_alone(room: Room) -> None:
    home, mailbox = room
    put_link(home)
    assert send_due(home, NOW) == 1
    assert send_due(home, NOW + timedelta(days=1)) == 0
    assert mailbox.receivers == [EMAIL]


def test_what_is_not_yet_due_waits(room: Room) -> None:
    home, _mailbox = room
    put_mail("link:1", make_supporter(home), "link", {}, NOW + timedelta(minutes=1))
    assert send_due(home, NOW) == 0
    assert send_due(home, NOW + timedelta(minutes=1)) == 1


def test_headers_tell_nothing_but_what_a_mail_must(room: Room) -> None:
    home, mailbox = room
    put_link(home)
    send_due(home, NOW)
    (mail,) = mailbox.mails
    encoding = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
    assert {*mail.keys()} == {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", *encoding}
    assert mail["From"] == "post@give.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["Date"]) == "Wed, 25 Nov 2026 12:00:00 +0000"
    assert str(mail["Message-ID"]).endswith("@give.example>")


def test_this_machine_is_not_named_to_the_server(room: Room) -> None:
    home, mailbox = room
    put_link(home)
    send_due(home, NOW)
    assert mailbox.greetings == ["give.example"]


def test_without_a_server_mails_wait(tmp_path: Path) -> None:
    put_link(settings.HOME)
    assert send_due(settings.HOME, NOW) == 0
    assert Mail.objects.get().state == "waiting"


def test_a_server_that_is_down_loses_nothing_and_is_asked_ever_more_rarely(room: Room, tmp_path: Path) -> None:
    home, _ = room
    with running_mailbox() as (_, port):
        pass
    down = home_with_mail(settings.HOME, tmp_path / "down", port)
    put_link(home)
    waits, now = [], NOW
    for _ in range(20):
        assert send_due(down, now) == 0
        due = Mail.objects.get().due
        waits.append(due - now)
        now = due
    assert waits == sorted(waits) and waits[0] == timedelta(minutes=1) and waits[-1] == timedelta(days=1)
    Mail.objects.filter(what="link").update(what="recurring_ended")  # nobody waits for a link that long
    assert send_due(home, now) == 1


def test_a_full_server_is_asked_again_later(room: Room) -> None:
    home, mailbox = room
    mailbox.to_data = ["452 no room"]
    put_link(home)
    assert send_due(home, NOW) == 0
    assert send_due(home, NOW) == 0
    assert send_due(home, NOW + timedelta(minutes=1)) == 1
    assert len(mailbox.arrived) == 1


def test_an_address_that_does_not_exist_is_not_tried_again_and_delays_nobody(room: Room) -> None:
    home, mailbox = room
    mailbox.to_rcpt = ["550 nobody here"]
    put_link(home, "link:1")
    put_link(home, "link:2", email="other@mailbox.example")
    assert send_due(home, NOW) == 1
    lost = Mail.objects.get(key="link:1")
    assert (lost.state, lost.why) == ("skipped", "not taken: address: 550")
    assert mailbox.receivers == ["other@mailbox.example"]


def test_a_mail_refused_twelve_times_is_given_up(room: Room) -> None:
    home, mailbox = room
    mailbox.to_data = ["451 not now"] * 12
    put_mail("ended", make_supporter(home), "recurring_ended", {}, NOW)
    now = NOW
    for _ in range(12):
        send_due(home, now)
        now = Mail.objects.get().due
    assert Mail.objects.get().state == "skipped"
    assert not mailbox.arrived


def test_when_no_answer_comes_a_receipt_comes_again_under_the_same_number(room: Room) -> None:
    home, mailbox = room
    mailbox.hang_up = [True]
    supporter = make_supporter(home)
    put_mail("receipt:1", supporter, "receipt", {"gift": make_gift(supporter).id}, NOW)
    assert send_due(home, NOW) == 0
    assert send_due(home, NOW + timedelta(hours=1)) == 1
    first, second = mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_when_no_answer_comes_a_reminder_never_comes_twice_and_the_address_is_gone(room: Room) -> None:
    home, mailbox = room
    mailbox.hang_up = [True]
    put_reminder(home)
    assert send_due(home, NOW) == 0
    assert send_due(home, NOW + timedelta(days=2)) == 0
    assert len(mailbox.arrived) == 1
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(("what", "arrives"), [("recurring_ended", 1), ("payment_failed", 0)])
def test_a_mail_that_somebody_died_over_comes_again_only_if_twice_is_better_than_never(
    room: Room, what: str, arrives: int
) -> None:
    home, mailbox = room
    put_mail("one", make_supporter(home), what, {}, NOW)
    Mail.objects.update(state="sending", begun=NOW)
    assert send_due(home, NOW + IN_HAND) == 0
    assert send_due(home, NOW + IN_HAND + timedelta(seconds=1)) == arrives
    assert len(mailbox.arrived) == arrives


def test_a_sent_reminder_leaves_nothing_behind(room: Room) -> None:
    home, mailbox = room
    put_reminder(home)
    assert send_due(home, NOW) == 1
    assert mailbox.receivers == [EMAIL]
    assert not Reminder.objects.exists() and not Mail.objects.exists()


def test_an_unconfirmed_reminder_is_not_sent_and_vanishes_after_two_days(room: Room) -> None:
    home, mailbox = room
    put_reminder(home, is_confirmed=False)
    assert send_due(home, NOW) == 0
    assert Reminder.objects.exists()
    send_due(home, NOW + timedelta(hours=48, seconds=1))
    assert not Reminder.objects.exists() and not mailbox.arrived


def test_the_erased_are_not_written_to(room: Room) -> None:
    home, _mailbox = room
    put_mail("one", (supporter := make_supporter(home)), "recurring_ended", {}, NOW)
    supporter.sealed_key = supporter.sealed = supporter.lookup = None
    supporter.save()
    assert send_due(home, NOW) == 0
    assert Mail.objects.get().why == "erased"


def test_who_wants_no_mail_gets_only_links_that_they_ask_for(room: Room) -> None:
    home, _mailbox = room
    supporter = make_supporter(home)
    supporter.may_be_mailed = False
    supporter.save()
    put_mail("one", supporter, "recurring_ended", {}, NOW)
    put_mail("two", supporter, "link", {}, NOW)
    assert send_due(home, NOW) == 1
    assert Mail.objects.get(key="one").why == "wants no mail"


def test_nobody_is_asked_to_pay_for_what_was_frozen_but_they_are_told(room: Room) -> None:
    home, mailbox = room
    recurring = make_recurring(make_supporter(home), state="frozen")
    put_mail("one", recurring.supporter, "payment_failed", {"recurring": recurring.id}, NOW)
    put_mail("two", recurring.supporter, "recurring_frozen", {"recurring": recurring.id}, NOW)
    assert send_due(home, NOW) == 1
    assert Mail.objects.get(key="one").why == "frozen"
    assert "for your own safety" in mailbox.texts[0]


def test_who_gave_no_address_is_not_written_to(room: Room) -> None:
    home, _ = room
    put_mail("one", make_supporter(home, email=""), "recurring_ended", {}, NOW)
    put_mail("two", None, "recurring_ended", {}, NOW)
    assert send_due(home, NOW) == 0
    assert set(Mail.objects.values_list("why", flat=True)) == {"no address"}


def test_an_address_in_another_script_is_written_to(room: Room) -> None:
    home, mailbox = room
    put_link(home, email="читатель@mailbox.example")
    assert send_due(home, NOW) == 1
    assert mailbox.receivers == ["читатель@mailbox.example"]


def test_a_line_break_in_an_address_sends_nothing(room: Room) -> None:
    home, mailbox = room
    put_link(home, email="a@b.example\nBcc: everyone@b.example")
    assert send_due(home, NOW) == 0
    assert Mail.objects.get().state == "skipped" and not mailbox.arrived


def test_a_mail_that_names_the_newsroom_waits_until_it_does_not_or_may(room: Room, tmp_path: Path) -> None:
    home, mailbox = room
    subject = 'mail_subject = "Thank you from The Lamp"'
    loud = home_with_mail(home, tmp_path / "loud", 0, subject)
    put_link(home)
    assert send_due(loud, NOW) == 0 and not mailbox.arrived
    assert "names the newsroom" in Mail.objects.get().why
    allowed = home_with_mail(home, tmp_path / "may", 0, f"{subject}\nnames_newsroom = true")
    assert send_due(allowed, NOW + timedelta(minutes=59)) == 0
    assert send_due(allowed, NOW + timedelta(hours=1)) == 1
    assert mailbox.mails[0]["Subject"] == "Thank you from The Lamp"


def test_a_sender_that_names_the_newsroom_is_no_sender(room: Room, tmp_path: Path) -> None:
    home, mailbox = room
    text = home.settings_file.read_text(encoding="utf-8").replace("post@give.example", "post@lamp.example")
    home.settings_file.write_text(text, encoding="utf-8")
    put_link(home)
    assert send_due(home, NOW) == 0 and not mailbox.arrived and Mail.objects.get().state == "waiting"


def test_two_who_send_at_once_send_each_mail_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    home, mailbox = room
    for number in range(3):
        put_link(home, f"link:{number}", email=f"reader{number}@mailbox.example")
    hand_over, nested = Post.hand_over, []

    def and_somebody_else(post: Post, sender: str, receiver: str, data: bytes) -> None:
        if not nested:
            nested.append(0)
            nested[0] = send_due(home, NOW)
        hand_over(post, sender, receiver, data)

    monkeypatch.setattr(Post, "hand_over", and_somebody_else)
    assert send_due(home, NOW) == 1 and nested == [2]
    assert sorted(mailbox.receivers) == [f"reader{number}@mailbox.example" for number in range(3)]


def test_a_demonstration_leaves_its_mails_in_a_folder(tmp_path: Path) -> None:
    home = home_with_mail(settings.HOME, tmp_path / "home", 0, table='[support.mail]\nfolder = "mails"\n')
    put_link(home)
    assert send_due(home, NOW) == 1
    (file,) = (home.folder / "mails").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert f"To: {EMAIL}".encode() in file.read_bytes()


def test_where_money_is_taken_a_folder_is_no_mail_server(tmp_path: Path) -> None:
    table = '[support.mail]\nfolder = "mails"\n'
    home = home_with_mail(settings.HOME, tmp_path / "home", 0, table=table)
    text = home.settings_file.read_text(encoding="utf-8")
    home.settings_file.write_text(text.replace('processor = "sandbox"', 'processor = "stripe"'), encoding="utf-8")
    put_link(home)
    with pytest.raises(HomeError, match="demonstrations"):
        send_due(home, NOW)
    assert not (home.folder / "mails").exists()
