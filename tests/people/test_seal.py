"""A seized database does not say who is who, and nothing does once the people's key is destroyed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from tests.desk.conftest import PASSWORD, log_in
from tests.people.conftest import join

NAMES = ("mara-vereen", "Mara Vereen", "Vereen", "mara@example.org", "Mara's telephone", "Netscape")


def all_text() -> str:
    """Everything that stands in the database, as whoever seizes it would read it."""
    words = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            words += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(words)


@pytest.fixture
def mara(editor, people_key):
    """Somebody who was put down by an administrator with everything, and who works."""
    mara = join("mara-vereen")
    key = User.objects.get(username="mara-vereen").pk
    words = {"username": "mara-vereen", "first_name": "Mara", "last_name": "Vereen", "email": "mara@example.org"}
    answer = editor.post(f"/users/edit/{key}/", {**words, "is_active": "on"})
    assert answer.status_code == 302
    return mara


def test_the_database_alone_names_nobody(mara, paper):
    from allauth.mfa.models import Authenticator

    from tamizdat.newsroom.models import ArticlePage

    log_in(mara)
    user = User.objects.get(username="mara-vereen")
    factor = {"name": "Mara's telephone", "credential": {}}
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=factor)
    page = paper.add_child(instance=ArticlePage(title="The ferry waited", locale=paper.locale, owner=user))
    page.save_revision(user=user)
    seized = all_text().casefold()
    assert [name for name in NAMES if name.casefold() in seized] == []
    assert user.password.startswith("argon2$")
    assert "argon2" not in seized
    assert "the ferry waited" in seized


def test_the_newsroom_still_knows_its_people(mara, editor):
    user = User.objects.get(username="mara-vereen")
    assert (user.get_full_name(), user.email) == ("Mara Vereen", "mara@example.org")
    page = editor.get("/users/").content.decode()
    assert "Mara Vereen" in page


def test_the_leak_check_still_knows_the_names(mara):
    from tamizdat.newsroom.doors import private_words

    assert {"mara-vereen", "Mara Vereen", "mara@example.org"} <= private_words()


def test_an_account_is_found_however_its_name_is_typed(mara):
    client = Client()
    answer = client.post("/login/", {"login": "Mara-Vereen", "password": PASSWORD})
    assert answer["Location"].startswith("/login/code/")


def test_short_names_are_as_long_as_each_other_once_they_are_sealed(people_key):
    from tamizdat.newsroom.people.key import seal

    assert len(seal("li", "name")) == len(seal("mara-vereen-of-the-harbour", "name"))


def test_the_same_word_in_two_columns_looks_different(people_key):
    from tamizdat.newsroom.people.key import seal, unseal

    assert seal("mara", "first name") != seal("mara", "last name")
    assert unseal(seal("mara", "first name"), "last name") is None


def test_once_the_key_is_destroyed_nobody_is_named_and_everybody_is_signed_out(mara, paper, people_key):
    from tamizdat.newsroom.doors import private_words
    from tamizdat.newsroom.models import ArticlePage
    from tamizdat.newsroom.people.key import destroy_key

    browser = log_in(mara)
    user = User.objects.get(username="mara-vereen")
    page = paper.add_child(instance=ArticlePage(title="The ferry waited", locale=paper.locale, owner=user))
    page.save_revision(user=user)
    assert destroy_key()
    assert browser.get("/")["Location"].startswith("/login/")
    author = ArticlePage.objects.get(pk=page.pk).get_latest_revision().user
    assert author.pk == user.pk
    assert "mara" not in f"{author.username}{author.get_full_name()}{author.email}{author.password}".casefold()
    assert not author.check_password(PASSWORD)
    assert not [word for word in private_words() if "mara" in word.casefold()]


def test_an_account_whose_name_is_gone_can_be_saved_and_comes_back_with_its_key(mara, people_key):
    from tamizdat.newsroom.people.key import destroy_key

    key = User.objects.get(username="mara-vereen").pk
    destroy_key()
    gone = User.objects.get(pk=key)
    gone.is_staff = True
    gone.save()
    people_key.write()
    assert User.objects.get(pk=key).username == "mara-vereen"


def test_another_key_opens_nothing(mara, people_key):
    from tamizdat.newsroom.people.key import destroy_key, make_key

    destroy_key()
    make_key()
    assert not User.objects.filter(username="mara-vereen").exists()
    assert "mara" not in "".join(User.objects.values_list("username", flat=True))


def test_a_key_that_others_can_read_is_refused_and_it_says_what_to_do(mara, people_key):
    from tamizdat.newsroom.people.key import PeopleKeyError

    people_key.write(mode=0o640)
    with pytest.raises(PeopleKeyError, match="chmod 600"):
        User.objects.get(username="mara-vereen")


def test_a_lost_key_is_not_made_anew_by_itself(mara, people_key):
    from tamizdat.newsroom.people.key import PeopleKeyError, destroy_key

    destroy_key()
    with pytest.raises(PeopleKeyError, match="people join"):
        join("omid")


def test_the_key_goes_into_no_backup(tmp_path):
    from tamizdat.backup.sides import _keys
    from tamizdat.shell.home import Home

    (tmp_path / "keys").mkdir()
    for name in ("people.key", "newsroom-sessions.key"):
        (tmp_path / "keys" / name).write_text("x")
    assert _keys(Home(tmp_path))[0] == ["keys/newsroom-sessions.key"]


def test_a_colleague_is_found_by_a_part_of_the_name(mara, editor):
    page = editor.get("/users/results/?q=veree").content.decode()
    assert "Mara Vereen" in page
    assert "nina" not in page.replace("nina@", "")


def test_without_the_key_the_door_says_that_nobody_can_be_let_in(mara, people_key):
    from tamizdat.newsroom.people.key import destroy_key

    destroy_key()
    answer = Client(raise_request_exception=False).post("/login/", {"login": "mara-vereen", "password": PASSWORD})
    assert answer.status_code == 503
    assert "Nobody can be let in now" in answer.content.decode()
