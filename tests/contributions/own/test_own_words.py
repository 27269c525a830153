"""The words of the pages: every language says all of it, and every page of it arrives."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from django.conf import settings
from tests.contributions.mail.people import make_gift, make_recurring, make_supporter, pay, pay_back
from tests.contributions.own.conftest import Person

from tamizdat.contributions.mail.lint import names_in
from tamizdat.contributions.mail.words import languages_of_mails
from tamizdat.contributions.models.gifts import GIFT_STATES, RECURRING_STATES
from tamizdat.contributions.site.own.receipts import give_receipt
from tamizdat.contributions.site.own.words import languages_of_pages, own_words
from tamizdat.pages.templates import LARGEST_PAGE


def words(language: str) -> dict[str, str]:
    file = files("tamizdat.contributions.site.own") / "words" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def test_pages_speak_the_languages_that_mails_speak() -> None:
    assert languages_of_pages() == languages_of_mails()


@pytest.mark.parametrize("language", languages_of_mails())
def test_every_language_says_everything_with_the_same_blanks_and_names_nobody(language: str) -> None:
    mine, english = words(language), words("en")
    assert list(mine) == list(english)
    for name, word in mine.items():
        assert sorted(re.findall(r"\{\w+\}", word)) == sorted(re.findall(r"\{\w+\}", english[name])), name
        assert word.strip() and not names_in(settings.NEWSROOM, word)


def test_every_state_has_a_word() -> None:
    for prefix, states in (("s_", GIFT_STATES), ("r_", RECURRING_STATES)):
        assert all(f"{prefix}{state}" in own_words("en") for state, _ in states)


@pytest.mark.django_db
@pytest.mark.parametrize("language", languages_of_mails())
def test_every_page_arrives_before_a_cut(language: str) -> None:
    person, somebody = Person(), make_supporter(settings.HOME, language=language)
    gift = pay(make_gift(somebody, 1000))
    pay_back(gift, 300)
    for every in ("month", "year"):
        make_recurring(somebody, every=every)
    person.enter(somebody, language)
    code = give_receipt(settings.HOME, gift)
    for path in ("own/", "own/erase", f"receipt/{code}", "receipt/none", "remind/", "remind/none", "own/in/none"):
        answer = person.client.get(f"/{language}/{path}", headers={"accept-encoding": "gzip"})
        assert answer["Content-Encoding"] == "gzip" and len(answer.content) <= LARGEST_PAGE
        assert answer["Content-Language"] == language
        page = person.get(f"/{language}/{path}")
        assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
