"""Articles may be written in any language; the desk speaks three."""

from __future__ import annotations

from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.urls import reverse
from wagtail.models import Locale

import tamizdat.newsroom
from tamizdat.newsroom.models import FrontPage
from tamizdat.project.content_languages import content_languages
from tamizdat.project.databases import languages_in
from tamizdat.shell.home import Home, Settings

WORDS = Path(tamizdat.newsroom.__file__).parent / "locale"

LAMP = Settings(name="The Lamp", languages=("en",))


@pytest.mark.parametrize("language", ["pt-BR", "ckb", "zh-Hant-TW", "sr-Latn", "crh", "und"])
def test_a_language_that_an_import_brings_opens_at_the_desk(editor, paper, language):
    from tamizdat.newsroom.papers import make_fronts

    make_fronts([language], "The Lamp")
    locale = Locale.objects.get(language_code=language)
    front = FrontPage.objects.get(locale=locale)
    for address in ("/", "/locales/", f"/pages/{front.pk}/", f"/pages/{front.pk}/edit/"):
        assert editor.get(address).status_code == 200, address
    assert str(locale) != language


def test_a_language_without_a_name_is_found_in_the_database_at_the_next_start(tmp_path):
    import sqlite3

    file = tmp_path / "newsroom.sqlite3"
    assert languages_in(Home(tmp_path), LAMP) == []
    with sqlite3.connect(file) as newsroom:
        newsroom.execute("CREATE TABLE wagtailcore_locale (id INTEGER PRIMARY KEY, language_code TEXT)")
        newsroom.execute("INSERT INTO wagtailcore_locale (language_code) VALUES ('en-x-pier')")
    assert dict(content_languages(languages_in(Home(tmp_path), LAMP)))["en-x-pier"] == "en-x-pier"


def test_a_database_that_is_none_does_not_keep_the_newsroom_from_starting(tmp_path):
    file = tmp_path / "newsroom.sqlite3"
    file.write_bytes(b"not a database, but longer than the header of one" * 10)
    assert languages_in(Home(tmp_path), LAMP) == []


@pytest.mark.parametrize("words", [WORDS, WORDS.parent / "people" / "locale"])
@pytest.mark.parametrize("language", ["ru", "fa"])
def test_every_word_of_the_desk_is_translated_and_compiled(language, words):
    folder = words / language / "LC_MESSAGES"
    with (folder / "django.po").open("rb") as file:
        written = read_po(file)
    with (folder / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in written:
        if message.id and isinstance(message.id, str):
            assert message.string, message.id
            assert compiled.gettext(message.id) == message.string
        elif message.id:
            assert all(message.string), message.id


@pytest.mark.parametrize("language, words", [("ru", "Вход"), ("fa", "ورود"), ("en", "Log in")])
def test_the_way_in_is_in_the_language_of_the_browser(stranger, language, words):
    assert words in stranger.get("/login/", headers={"Accept-Language": f"{language},en;q=0.5"}).content.decode()


@pytest.mark.parametrize("language, words", [("ru", "Подводка"), ("fa", 'dir="rtl"')])
def test_the_form_of_an_article_is_in_the_language_of_the_browser(editor, paper, language, words):
    address = reverse("wagtailadmin_pages:add", args=("newsroom", "articlepage", paper.pk))
    assert words in editor.get(address, headers={"Accept-Language": language}).content.decode()
