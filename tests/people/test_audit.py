"""Deeds on record: an edited, a deleted and a swapped line are found, with and without the people's key."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection

from tamizdat.shell.errors import RefusedError
from tests.people.conftest import join


@pytest.fixture
def log(db, people_key, django_capture_on_commit_callbacks):
    """Five deeds of two people."""
    from tamizdat.newsroom.people import audit

    audit.head_file().unlink(missing_ok=True)
    users = []
    for name in ("mara-vereen", "omid"):
        join(name)
        users.append(User.objects.get(username=name))
    with django_capture_on_commit_callbacks(execute=True):
        for n in range(5):
            audit.note(users[n % 2], "published", f"article {n}", about=users[(n + 1) % 2])
    yield audit
    audit.head_file().unlink(missing_ok=True)


def change(statement: str) -> None:
    """Behind the program's back."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_as_it_was_written_it_is_right(log):
    assert log.verify() == 5
    assert [one.who for one in log.read()] == ["mara-vereen", "omid", "mara-vereen", "omid", "mara-vereen"]


@pytest.mark.parametrize(
    "done, found",
    [
        ("UPDATE newsroom_auditline SET what = 'article 9' WHERE number = 3", "Line 3"),
        ("UPDATE newsroom_auditline SET at = '2020-01-01T00:00Z' WHERE number = 2", "Line 2"),
        ("UPDATE newsroom_auditline SET actor = '' WHERE number = 2", "Line 2"),
        ("DELETE FROM newsroom_auditline WHERE number = 3", "lacks line 3"),
        ("DELETE FROM newsroom_auditline WHERE number = 1", "lacks line 1"),
        ("DELETE FROM newsroom_auditline WHERE number = 5", "ends with line 4"),
        ("DELETE FROM newsroom_auditline", "ends with line 0"),
    ],
)
def test_an_edited_or_a_deleted_line_is_found(log, done, found):
    change(done)
    with pytest.raises(RefusedError, match=found):
        log.verify()


def test_two_swapped_lines_are_found(log):
    change("UPDATE newsroom_auditline SET number = 99 WHERE number = 2")
    change("UPDATE newsroom_auditline SET number = 2 WHERE number = 3")
    change("UPDATE newsroom_auditline SET number = 3 WHERE number = 99")
    with pytest.raises(RefusedError, match="Line 2"):
        log.verify()


def test_a_log_that_was_written_anew_in_the_database_is_found(log):
    from tamizdat.newsroom.people.models import AuditLine

    previous = log.BEGINNING
    for line in AuditLine.objects.order_by("number"):
        line.what, line.previous = line.what.replace("article 2", "article 7"), previous
        previous = log.digest_of(line)
        AuditLine.objects.filter(pk=line.pk).update(what=line.what, previous=line.previous, digest=previous)
    with pytest.raises(RefusedError, match="written anew"):
        log.verify()


@pytest.mark.parametrize(
    "done",
    [
        "DELETE FROM newsroom_auditline WHERE number = 5",
        "DELETE FROM newsroom_auditline WHERE number >= 3",
        "UPDATE newsroom_auditline SET digest = 'abc' WHERE number = 5",
    ],
)
def test_what_was_changed_is_found_however_many_deeds_come_after_it(
    log, done, caplog, django_capture_on_commit_callbacks
):
    change(done)
    head = log.read_head()
    for n in range(6):
        with django_capture_on_commit_callbacks(execute=True):
            log.note(None, "published", f"later {n}")
    assert log.read_head() == head and "not as it was written" in caplog.text
    with pytest.raises(RefusedError):
        log.verify()


def test_a_missing_or_a_spoiled_head_stops_no_deed_and_is_not_made_anew(log, django_capture_on_commit_callbacks):
    for spoil in (log.head_file().unlink, lambda: log.head_file().write_text("nothing")):
        spoil()
        with django_capture_on_commit_callbacks(execute=True):
            log.note(None, "published", "later")
        with pytest.raises(RefusedError):
            log.verify()


def test_a_deed_that_was_slower_than_another_one_is_no_tampering(log, caplog):
    from tamizdat.newsroom.people.models import AuditLine

    log._write_head(4, AuditLine.objects.get(pk=4).digest)
    assert log.read_head()[0] == 5 and not caplog.records and log.verify() == 5


def test_after_a_backup_came_back_somebody_takes_the_end_as_it_is_and_that_is_on_record(
    log, django_capture_on_commit_callbacks
):
    change("DELETE FROM newsroom_auditline WHERE number >= 4")
    with django_capture_on_commit_callbacks(execute=True):
        assert log.accept_end() == 4
    assert log.verify() == 4
    assert next(log.read()).deed == "the log was taken as it is"


def test_a_line_cannot_be_changed_or_taken_away_by_the_program(log):
    from tamizdat.newsroom.people.models import AuditLine

    line = AuditLine.objects.get(pk=3)
    for deed in (line.save, line.delete):
        with pytest.raises(RefusedError):
            deed()


def test_without_the_key_it_is_verified_and_names_nobody(log, people_key):
    from tamizdat.newsroom.people.key import destroy_key

    destroy_key()
    assert log.verify() == 5
    assert {(one.who, one.about) for one in log.read()} == {("?", "?")}


def test_two_lines_of_one_person_cannot_be_told_from_lines_of_two(log):
    from tamizdat.newsroom.people.models import AuditLine

    assert len(set(AuditLine.objects.values_list("actor", flat=True))) == 5


def test_an_administrator_reads_it_and_others_do_not(log, editor):
    from tamizdat.newsroom.doors import add_account
    from tests.desk.conftest import PASSWORD, Account
    from tests.people.conftest import log_in as enter

    page = editor.get("/people/record/").content.decode()
    assert "mara-vereen" in page
    assert enter(Account("lin-harbour", add_account("lin-harbour", PASSWORD, is_admin=False))).get(
        "/people/record/"
    ).status_code in (302, 403)
