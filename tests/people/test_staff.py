"""Joining, leaving and locking: each one form, with nothing left over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from tamizdat.newsroom.models import Fact
from tests.desk.conftest import PASSWORD, code_of
from tests.desk.test_second_factor import is_closed
from tests.people.conftest import join, log_in


def of(name: str) -> User:
    return User.objects.get(username=name)


def invite(editor, name: str = "mara") -> str:
    page = editor.post("/people/join/", {"name": name, "role": "editor"}).content.decode()
    return re.search(r'id="link">http://testserver(/join/[^<]+)<', page)[1]


def ask(client, account: str, deed: str = "lock") -> str:
    return client.post("/people/lock/", {"account": of(account).pk, "deed": deed}, follow=True).content.decode()


def test_somebody_joins_with_a_link_a_password_and_a_second_factor(editor, monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda then, **_: then())
    link, newcomer = invite(editor), Client()
    page = newcomer.get(link).content.decode()
    assert "mara" in page
    assert "<script" not in page
    newcomer.post(link, {"password": PASSWORD, "again": PASSWORD})
    door = newcomer.post("/login/", {"login": "mara", "password": PASSWORD}, follow=True)
    assert door.redirect_chain[-1][0] == "/second-factor/set-up/"
    secret = re.search(r'id="secret">([A-Z2-7]+)<', door.content.decode())[1]
    newcomer.post("/second-factor/set-up/", {"code": code_of(secret)})
    assert newcomer.get("/").status_code == 200
    assert [one.name for one in of("mara").groups.all()] == ["Editors"]
    assert not of("mara").is_superuser


def test_nobody_gets_a_name_that_would_stop_every_edition(editor):
    fact = Fact.objects.create(name="article:x", value='{"title":"The Lantern is lit"}', digest="0", change=10**6)
    page = editor.post("/people/join/", {"name": "lantern", "role": "writer"}).content.decode()
    assert "stands as a word in what is published" in page
    assert not User.objects.filter(groups__name="Writers").exists()
    invite(editor, "lant")  # a part of a word is none
    fact.delete()
    invite(editor, "lantern")


def test_the_link_opens_once_and_not_after_three_days(editor, monkeypatch):
    link = invite(editor)
    Client().post(link, {"password": PASSWORD, "again": PASSWORD})
    assert Client().get(link).status_code == 404
    other = invite(editor, "omid")
    later = timezone.now() + timedelta(days=3, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert Client().get(other).status_code == 404


def test_before_the_link_was_used_nothing_opens_the_account(editor):
    invite(editor)
    for password in ("", "!", PASSWORD):
        assert Client().post("/login/", {"login": "mara", "password": password}).status_code == 200


def test_a_short_password_and_a_slip_of_the_finger_are_refused(editor):
    link = invite(editor)
    for words in ({"password": "rope", "again": "rope"}, {"password": PASSWORD, "again": PASSWORD + "x"}):
        assert Client().post(link, words).status_code == 200
    assert Client().get(link).status_code == 200


def test_somebody_who_does_not_manage_accounts_lets_nobody_in_and_out(editor):
    mara = log_in(join("mara"))
    for address in ("/people/", "/people/join/", f"/people/leave/{of('mara').pk}/", "/people/record/"):
        assert is_closed(mara.get(address)), address
    assert is_closed(mara.post("/people/join/", {"name": "x", "role": "editor"}))
    assert is_closed(mara.post(f"/people/link/{of('nina').pk}/"))


def test_whoever_leaves_has_no_way_in_and_leaves_nothing_locked(editor, paper):
    from allauth.mfa.models import Authenticator

    from tamizdat.newsroom.models import ArticlePage
    from tamizdat.newsroom.people.models import PreviewLink

    mara = join("mara")
    phone, user = log_in(mara), of("mara")
    page = paper.add_child(instance=ArticlePage(title="The ferry", locale=paper.locale, live=False, owner=user))
    page.locked, page.locked_by, page.locked_at = True, user, timezone.now()
    page.save()
    PreviewLink.objects.create(page=page, made_by=user, digest="x", until=timezone.now() + timedelta(days=1))
    answer = editor.post(f"/people/leave/{user.pk}/", {"successor": of("nina").pk}).content.decode()
    assert "What only you can do" in answer
    page.refresh_from_db()
    assert (page.locked, page.locked_by, page.owner) == (False, None, of("nina"))
    assert not PreviewLink.objects.filter(made_by=user).exists()
    assert not Authenticator.objects.filter(user=user).exists()
    assert is_closed(phone.get("/"))
    assert Client().post("/login/", {"login": "mara", "password": PASSWORD}).status_code == 200
    assert not of("mara").groups.exists()
    assert of("mara").username == "mara"


@pytest.mark.parametrize("all_of_them", [False, True])
def test_of_whoever_left_or_is_forgotten_no_picture_and_no_habits_stay(editor, people_key, all_of_them):
    from wagtail.users.models import UserProfile

    from tamizdat.newsroom.people.forgetting import forget
    from tamizdat.newsroom.people.leaving import leave

    join("mara")
    kept = UserProfile.get_for_user(of("mara"))
    kept.preferred_language = "fa"
    kept.avatar.save("mara.jpg", ContentFile(b"a face"))
    storage, name = kept.avatar.storage, kept.avatar.name
    forget() if all_of_them else leave(of("mara"), of("nina"))
    assert not storage.exists(name)
    assert not UserProfile.objects.filter(pk=kept.pk).exists()


def test_the_last_one_who_runs_the_newsroom_cannot_leave(editor):
    join("mara")
    answer = editor.post(f"/people/leave/{of('nina').pk}/", {"successor": of("mara").pk}).content.decode()
    assert "Make another administrator first" in answer
    assert of("nina").is_active


@pytest.fixture
def three(editor):
    """Nina, Mara and Omid, each signed in."""
    return {"nina": editor, "mara": log_in(join("mara")), "omid": log_in(join("omid"))}


def test_two_colleagues_lock_an_account_and_its_sessions_end_at_once(three):
    page = three["mara"].get("/people/lock/")
    assert len(page.content) < 20_000
    assert "<script" not in page.content.decode()
    ask(three["mara"], "nina")
    assert three["nina"].get("/").status_code == 200
    ask(three["omid"], "nina")
    assert is_closed(three["nina"].get("/"))
    assert not of("nina").is_active
    answer = Client().post("/login/", {"login": "nina", "password": PASSWORD}, follow=True)
    assert is_closed(answer.client.get("/"))


def test_one_colleague_alone_locks_nothing_however_often_they_ask(three):
    for _ in range(3):
        ask(three["mara"], "nina")
    assert of("nina").is_active


def test_nobody_is_the_second_one_about_themselves(three):
    ask(three["mara"], "nina")
    ask(three["nina"], "nina")
    assert of("nina").is_active


def test_the_second_one_has_fifteen_minutes(three, monkeypatch):
    ask(three["mara"], "nina")
    later = timezone.now() + timedelta(minutes=15, seconds=1)
    with monkeypatch.context() as clock:
        clock.setattr("django.utils.timezone.now", lambda: later)
        ask(three["omid"], "nina")
    assert of("nina").is_active


def test_unlocking_needs_two_as_well(three):
    ask(three["mara"], "nina")
    ask(three["omid"], "nina")
    ask(three["omid"], "nina", "unlock")
    assert not of("nina").is_active
    ask(three["mara"], "nina", "unlock")
    assert of("nina").is_active


def test_somebody_who_was_locked_is_no_second_one(three):
    lin = log_in(join("lin-harbour"))
    ask(three["nina"], "mara")
    ask(three["omid"], "nina")
    ask(lin, "nina")
    ask(lin, "mara")
    assert of("mara").is_active


def test_whoever_left_is_not_let_in_again_by_two(three):
    from tamizdat.newsroom.people.leaving import leave

    leave(of("mara"), of("nina"))
    ask(three["nina"], "mara", "unlock")
    ask(three["omid"], "mara", "unlock")
    assert not of("mara").is_active


def test_every_deed_stands_on_record(three, people_key):
    from tamizdat.newsroom.people.audit import read

    ask(three["mara"], "nina")
    ask(three["omid"], "nina")
    deeds = [(one.deed, one.who, one.about) for one in read()]
    assert deeds[:2] == [("locked", "omid", "nina"), ("asked to lock", "mara", "nina")]


def test_a_role_can_be_given_in_one_section_alone(editor, paper):
    from tamizdat.newsroom.desk.roles import roles_of

    editor.post("/people/join/", {"name": "mara", "role": "chief", "sections": [paper.pk]})
    assert roles_of(of("mara")) == ("chief", [paper])


def test_without_a_role_nobody_joins(editor):
    page = editor.post("/people/join/", {"name": "mara", "role": ""}).content.decode()
    assert "Give a role" in page
    assert not User.objects.filter(username="mara").exists()
