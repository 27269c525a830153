"""The commands of people and of the record, as a person runs them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.contrib.auth.models import User

from tests.desk.conftest import log_in
from tests.people.conftest import join


def run(*words: str, given: str = ""):
    from tamizdat.newsroom.people.command import audit, people

    group = {"people": people, "audit": audit}[words[0]]
    return CliRunner().invoke(group, list(words[1:]), input=given, env={"TAMIZDAT_HOME": str(settings.HOME.folder)})


def test_somebody_joins_by_command(account, people_key):
    said = run("people", "join", "Mara", "--role", "editor").output
    assert "/join/" in said
    assert User.objects.get(username="mara").groups.get().name == "Editors"


def test_a_role_that_nobody_knows_is_refused_with_those_that_there_are(account, people_key):
    answer = run("people", "join", "mara", "--role", "king")
    assert "writer, editor, chief" in str(answer.exception)
    assert not User.objects.filter(username="mara").exists()


def test_everybody_is_listed(account, people_key):
    join("mara")
    said = run("people", "list").output
    assert "nina" in said and "mara" in said and "totp" in said


def test_forgetting_asks_first(account, people_key):
    answer = run("people", "forget", given="yes\n")
    assert "Nothing was changed" in str(answer.exception)
    assert User.objects.filter(username="nina").exists()


def test_after_forgetting_nobody_is_named_and_a_new_key_is_made_only_when_it_is_said(account, people_key, paper):
    from tamizdat.newsroom.models import ArticlePage

    user = User.objects.get(username="nina")
    page = paper.add_child(instance=ArticlePage(title="The ferry", locale=paper.locale, owner=user))
    page.save_revision(user=user)
    assert run("people", "forget", given="forget\n").exit_code == 0
    assert "nina" not in run("people", "list").output
    assert ArticlePage.objects.get(pk=page.pk).get_latest_revision().user_id == user.pk
    answer = run("people", "join", "mara", "--admin")
    assert "--new-key" in str(answer.exception)
    assert run("people", "join", "mara", "--admin", "--new-key").exit_code == 0
    assert User.objects.get(username="mara").is_superuser
    assert "nina" not in run("people", "list").output


def test_whoever_leaves_leaves_by_command(account, people_key):
    join("mara")
    said = run("people", "leave", "mara", "--to", "nina", "--yes").output
    assert "mara has left" in said
    assert not User.objects.get(username="mara").is_active


def test_the_record_is_verified_by_command(account, people_key):
    from tamizdat.newsroom.people.audit import head_file, note
    from tamizdat.newsroom.people.models import AuditLine

    head_file().unlink(missing_ok=True)
    note(None, "published", "one")
    last = AuditLine.objects.get()
    head_file().write_text(f"1 {last.digest}")
    assert "1 lines" in run("audit", "verify").output
    AuditLine.objects.filter(pk=1).update(what="two")
    assert run("audit", "verify").exit_code == 1
    head_file().unlink()


def test_after_a_backup_came_back_the_record_goes_on_by_command(
    account, people_key, django_capture_on_commit_callbacks
):
    from tamizdat.newsroom.people.audit import head_file, note

    head_file().write_text(f"7 {'0' * 64}")
    note(None, "published", "one")
    assert run("audit", "accept", given="n\n").exit_code == 1
    assert run("audit", "verify").exit_code == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert "from line 2" in run("audit", "accept", "--yes").output
    assert "2 lines" in run("audit", "verify").output
    head_file().unlink()


@pytest.fixture
def byline(db):
    from wagtail.models import Locale

    from tamizdat.newsroom.models import Byline

    return Byline.objects.create(name="A. Lantern", locale=Locale.objects.get(language_code="en"))


def test_who_stands_behind_a_byline_only_its_reader_can_tell(account, byline, tmp_path, people_key):
    from tests.people.test_seal import all_text

    said = run("people", "register", "key", str(tmp_path / "reader.key")).output
    public = said.split()[-1]
    other = run("people", "register", "key", str(tmp_path / "other.key")).output.split()[-1]
    assert public != other
    run("people", "register", "add", "A. Lantern", "--to", public, given="Mara Vereen\nMara Vereen\n")
    assert "Vereen" not in all_text()
    run("people", "register", "export", str(tmp_path / "sealed.json"))
    opened = run("people", "register", "open", str(tmp_path / "sealed.json"), "--key", str(tmp_path / "reader.key"))
    assert "A. Lantern: Mara Vereen" in opened.output
    closed = run("people", "register", "open", str(tmp_path / "sealed.json"), "--key", str(tmp_path / "other.key"))
    assert "Vereen" not in closed.output


def test_nothing_is_in_the_register_unless_somebody_put_it_there(account, byline):
    from tamizdat.newsroom.people.models import BylineRecord

    log_in(account)
    assert not BylineRecord.objects.exists()
