"""Accounts: nobody has to say who they are, and a lost phone is no end."""

from __future__ import annotations

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from tamizdat.newsroom.doors import add_account, refresh_settings
from tamizdat.newsroom.models import ArticlePage
from tests.desk.conftest import PASSWORD, code_of, jpeg, log_in


def test_an_account_needs_no_email_and_no_real_name(editor):
    words = {"username": "mara", "password1": PASSWORD, "password2": PASSWORD}
    editor.post("/users/new/", {**words, "groups": [Group.objects.get(name="Editors").pk]})
    mara = User.objects.get(username="mara")
    assert (mara.email, mara.first_name, mara.last_name) == ("", "", "")
    assert mara.password.startswith("argon2")
    answer = Client().post("/login/", {"login": "mara", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/second-factor/set-up/"


def test_no_account_is_made_or_renamed_to_a_word_that_readers_have(editor, paper):
    one = paper.add_child(instance=ArticlePage(title="The harbourmaster waits", live=False))
    one.save_revision().publish()
    words = {"username": "harbourmaster", "password1": PASSWORD, "password2": PASSWORD}
    said = editor.post("/users/new/", {**words, "groups": [Group.objects.get(name="Editors").pk]}).content.decode()
    assert "none could be made" in said and not User.objects.filter(username="harbourmaster").exists()
    add_account("mara", PASSWORD, is_admin=False)
    key = User.objects.get(username="mara").pk
    for changed in ({"username": "Harbourmaster"}, {"first_name": "Harbourmaster", "last_name": "waits"}):
        said = editor.post(f"/users/edit/{key}/", {"username": "mara", "is_active": "on", **changed}).content.decode()
        assert "none could be made" in said, changed
    assert User.objects.get(pk=key).username == "mara"
    editor.post(f"/users/edit/{key}/", {"username": "mara-v", "is_active": "on"})
    assert User.objects.get(pk=key).username == "mara-v"


def test_a_password_that_is_short_is_refused(editor):
    editor.post("/users/new/", {"username": "mara", "password1": "rope", "password2": "rope"})
    assert not User.objects.filter(username="mara").exists()


def test_a_lost_phone_is_forgotten_by_somebody_who_runs_the_newsroom(editor):
    from tests.desk.conftest import Account

    mara = Account("mara", add_account("mara", PASSWORD, is_admin=False))
    session = log_in(mara)
    assert session.get("/").status_code == 200
    key = User.objects.get(username="mara").pk
    assert "forget_phone" in editor.get(f"/users/edit/{key}/").content.decode()
    editor.post(f"/users/edit/{key}/", {"username": "mara", "is_active": "on", "forget_phone": "on"})
    assert session.get("/")["Location"].startswith("/login/")  # whoever found the phone sets up no other one
    assert session.get("/second-factor/set-up/")["Location"].startswith("/login/")
    answer = Client().post("/login/", {"login": "mara", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/second-factor/set-up/"


def test_an_editor_cannot_make_or_change_accounts(account, db):
    from tamizdat.newsroom.doors import add_account
    from tests.desk.conftest import Account

    mara = log_in(Account("mara", add_account("mara", PASSWORD, is_admin=False)))
    assert mara.get("/users/").status_code == 302
    nina = User.objects.get(username=account.name)
    assert mara.get(f"/users/edit/{nina.pk}/").status_code == 302


def test_somebody_who_only_writes_may_name_bylines_and_topics_and_translate(paper):
    from tamizdat.newsroom.doors import add_account
    from tamizdat.newsroom.models import ArticlePage, Byline
    from tests.desk.conftest import Account

    article = paper.add_child(instance=ArticlePage(title="The ferry waited", locale=paper.locale))
    mara = log_in(Account("mara", add_account("mara", PASSWORD, is_admin=False)))
    choose = reverse(Byline.snippet_viewset.chooser_viewset.get_url_name("choose"))
    for address in ("/", choose, f"/translation/submit/page/{article.pk}/"):
        assert mara.get(address).status_code == 200, address
    assert mara.get(reverse("wagtailsnippets_newsroom_topic:add")).status_code == 200


def test_on_their_own_page_nobody_gives_a_name_a_picture_or_where_they_live(editor):
    from wagtail.users.models import UserProfile

    page = editor.get("/account/").content.decode()
    asked = set(re.findall(r'name="([a-z_]+-[a-z0-9_]+)"', page))
    assert {"locale-preferred_language", "theme-theme", "password-new_password1"} <= asked
    assert not {one for one in asked if one.startswith(("name_email", "avatar", "notifications"))}
    assert "locale-current_time_zone" not in asked
    words = {"locale-preferred_language": "ru", "theme-theme": "dark", "theme-contrast": "system"}
    words |= {"theme-density": "default", "name_email-first_name": "The", "name_email-last_name": "harbourmaster"}
    words["avatar-avatar"] = ContentFile(jpeg(), "nina-at-home.jpg")
    assert editor.post("/account/", words).status_code == 302
    nina, kept = User.objects.get(username="nina"), UserProfile.objects.get()
    assert (nina.first_name, nina.last_name, str(kept.avatar)) == ("", "", "")
    assert (kept.preferred_language, kept.theme) == ("ru", "dark")


def test_pictures_and_zones_of_older_days_are_gone_when_the_newsroom_starts(editor, settings):
    from wagtail.users.models import UserProfile

    kept = UserProfile.get_for_user(User.objects.get(username="nina"))
    kept.avatar.save("nina.jpg", ContentFile(jpeg()))
    kept.current_time_zone = "Europe/Riga"
    kept.save()
    storage, name = kept.avatar.storage, kept.avatar.name
    refresh_settings(settings.NEWSROOM)
    kept.refresh_from_db()
    assert (str(kept.avatar), kept.current_time_zone, storage.exists(name)) == ("", "", False)


def test_a_session_ends_with_the_factor_that_opened_it(account, editor):
    """A passkey that its owner takes away because somebody else has it."""
    nina = User.objects.get(username=account.name)
    Authenticator.objects.create(user=nina, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    assert editor.get("/").status_code == 200
    Authenticator.objects.filter(user=nina, type=Authenticator.Type.TOTP).delete()
    assert editor.get("/")["Location"].startswith("/login/")


def test_whoever_came_in_with_a_recovery_code_makes_new_ones_and_stays(account, monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda then, **_: then())
    paper = RecoveryCodes.activate(User.objects.get(username=account.name)).instance
    client = Client()
    client.post("/login/", {"login": account.name, "password": PASSWORD})
    client.post("/login/code/", {"code": paper.wrap().get_unused_codes()[0]})
    client.post("/second-factor/codes/new/")
    assert not Authenticator.objects.filter(pk=paper.pk).exists()
    assert client.get("/").status_code == 200


def test_whoever_takes_the_phone_away_ends_all_other_sessions(account, editor):
    """Without a factor an open session leads to setting up a new one: that is for its owner alone."""
    other = Client()
    other.post("/login/", {"login": account.name, "password": PASSWORD})
    other.post("/login/code/", {"code": code_of(account.secret, steps=1)})
    assert other.get("/").status_code == 200
    assert editor.post("/second-factor/remove/").status_code == 302
    assert other.get("/second-factor/set-up/").status_code == 302
    assert editor.get("/second-factor/set-up/").status_code == 200
