"""Accounts: nobody has to say who they are, and a lost phone is no end."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from tamizdat.newsroom.doors import add_account
from tamizdat.newsroom.models import ArticlePage
from tests.desk.conftest import PASSWORD, log_in


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
    assert session.get("/")["Location"] == "/second-factor/set-up/"
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
