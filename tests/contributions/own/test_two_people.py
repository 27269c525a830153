"""Nobody in the newsroom sees who gives; names leave only when two people want it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from tests.contributions.mail.mailbox import home_with_mail
from tests.contributions.mail.people import make_gift, make_supporter

from tamizdat.contributions.models import Approval, Supporter
from tamizdat.contributions.site.own.commands import names
from tamizdat.contributions.site.own.erase import destroy
from tamizdat.contributions.site.own.two_people import LASTS

pytestmark = pytest.mark.django_db


def run(*words: object) -> Result:
    return CliRunner().invoke(names, [str(word) for word in words])


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two people with keys, somebody who has the second key under another name, and somebody with none."""
    lines = []
    for name in ("editor", "accountant"):
        lines.append(f'{name} = "{run("key", tmp_path / name).output.split(chr(34))[1]}"')
    lines.append(lines[0].replace("editor", "shadow"))
    home = home_with_mail(settings.HOME, tmp_path / "home", 0, table="[support.people]\n" + "\n".join(lines))
    monkeypatch.setattr(settings, "HOME", home)
    run("key", tmp_path / "nobody")
    somebody = make_supporter(home, name="Ottoline Quibble", message="Keep on!")
    make_gift(somebody)
    make_gift(make_supporter(home, email="quiet@b.example"))
    make_gift(make_supporter(home, email="unpaid@b.example", name="Never Paid"), state="failed")
    return tmp_path


def ask(room: Path) -> str:
    return run("ask", "--key", room / "editor").output.split("approve ")[1].split()[0]


def test_two_people_get_names_and_messages_and_nothing_else(room: Path) -> None:
    result = run("approve", ask(room), "--key", room / "accountant", "--to", room / "out")
    assert result.exit_code == 0
    lines = [json.loads(line) for line in (room / "out").read_text().splitlines()]
    assert lines == [{"name": "Ottoline Quibble", "message": "Keep on!"}]
    assert (room / "out").stat().st_mode & 0o777 == 0o600
    assert "asked by editor" in run("list").output and "approved by accountant" in run("list").output
    assert "Quibble" not in result.output


def test_who_asks_cannot_approve_not_even_under_another_name(room: Path) -> None:
    result = run("approve", ask(room), "--key", room / "editor", "--to", room / "out")
    assert "two people" in str(result.exception) and not (room / "out").exists()
    Approval.objects.update(asked_by="shadow")
    id = Approval.objects.get().id
    assert "two people" in str(run("approve", id, "--key", room / "editor", "--to", room / "out").exception)


def test_a_key_that_is_nobodys_opens_nothing(room: Path) -> None:
    assert "nobody's" in str(run("ask", "--key", room / "nobody").exception)
    assert "nobody's" in str(run("approve", ask(room), "--key", room / "nobody", "--to", room / "out").exception)


def test_a_row_written_by_hand_opens_nothing(room: Path) -> None:
    id = ask(room)
    Approval.objects.update(details={"ask": "00" * 64})
    result = run("approve", id, "--key", room / "accountant", "--to", room / "out")
    assert "was not asked for" in str(result.exception) and not (room / "out").exists()


def test_it_is_done_once_and_within_a_week(room: Path) -> None:
    id = ask(room)
    assert run("approve", id, "--key", room / "accountant", "--to", room / "one").exit_code == 0
    assert "done already" in str(run("approve", id, "--key", room / "accountant", "--to", room / "two").exception)
    late = ask(room)
    approval = Approval.objects.get(id=late)
    approval.asked -= LASTS + timedelta(seconds=1)
    approval.save()
    assert "days ago" in str(run("approve", late, "--key", room / "accountant", "--to", room / "two").exception)


def test_a_file_that_is_there_is_not_written_over_and_the_deed_stays_open(room: Path) -> None:
    id = ask(room)
    (room / "out").write_text("other")
    assert "cannot be made" in str(run("approve", id, "--key", room / "accountant", "--to", room / "out").exception)
    assert (room / "out").read_text() == "other" and Approval.objects.get().done is None


def test_a_key_that_others_can_read_is_refused(room: Path) -> None:
    (room / "editor").chmod(0o644)
    assert "read by others" in str(run("ask", "--key", room / "editor").exception)


def test_the_erased_are_not_in_it(room: Path) -> None:
    for one in Supporter.objects.all():
        destroy(one)
    run("approve", ask(room), "--key", room / "accountant", "--to", room / "out")
    assert (room / "out").read_text() == ""
