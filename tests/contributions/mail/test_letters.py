"""What mails say: in every language, plainly, and never whose they are."""

from __future__ import annotations

import re
from dataclasses import replace
from unicodedata import bidirectional

import pytest
from django.conf import settings
from tests.contributions.mail.people import NOW, make_gift, make_recurring, make_supporter

from tamizdat.contributions.mail.address import is_address
from tamizdat.contributions.mail.facts import Place
from tamizdat.contributions.mail.lint import check_neutral, check_support, names_in
from tamizdat.contributions.mail.words import language_for, languages_of_mails, mail_words
from tamizdat.contributions.mail.write import Letter, write_letter
from tamizdat.contributions.models import Link, Mail, Supporter
from tamizdat.contributions.vault import open_vault
from tamizdat.pages.languages import direction
from tamizdat.shell.errors import RefusedError

KINDS = (
    "receipt", "receipt_void", "renewed", "card_expires", "payment_failed", "action_needed", "recurring_started",
    "recurring_ended", "recurring_frozen", "link", "amount_changed",
)  # fmt: skip
ADDRESS = "https://give.example"


def write(what: str, language: str = "en", facts: dict[str, object] | None = None, is_strict: bool = False) -> Letter:
    supporter = make_supporter(settings.HOME, email="", language=language)
    recurring = make_recurring(supporter)
    gift = make_gift(supporter, recurring=None)
    told = {"gift": gift.id} if "receipt" in what else {"recurring": recurring.id, "gift": gift.id}
    mail = Mail(key="x", supporter=supporter, what=what, facts=told if facts is None else facts, due=NOW)
    newsroom = replace(settings.NEWSROOM, support=replace(settings.NEWSROOM.support, strict=is_strict))
    return write_letter(newsroom, mail, Place(ADDRESS, language, open_vault(settings.HOME), NOW))


def test_eleven_languages_have_words() -> None:
    assert set(languages_of_mails()) == {"en", "ru", "uk", "be", "fa", "ar", "tr", "es", "de", "fr", "zh"}
    assert language_for("ky") == "en" and language_for("zh-Hant-TW") == "zh"


@pytest.mark.parametrize("language", languages_of_mails())
def test_every_language_says_all_that_english_says_with_the_same_blanks(language: str) -> None:
    def blanks(language: str) -> dict[str, list[str]]:
        words = mail_words(language)
        return {f"{a}.{b}": sorted(re.findall(r"\{\w+\}", words[a][b])) for a in words for b in words[a]}

    assert blanks(language) == blanks("en")


@pytest.mark.django_db
@pytest.mark.parametrize("language", languages_of_mails())
def test_every_mail_is_complete_plain_and_names_nobody(language: str) -> None:
    for what in KINDS:
        letter = write(what, language)
        assert "{" not in letter.text and "<" not in letter.text
        links = re.findall(r"\S+://\S+", letter.text)
        assert all(one.startswith(f"{ADDRESS}/{language}/") for one in links)
        assert all(line.startswith("https://") or "://" not in line for line in letter.text.splitlines())
        assert names_in(settings.NEWSROOM, letter.subject + letter.text) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", [one for one in languages_of_mails() if direction(one) == "rtl"])
def test_every_paragraph_from_right_to_left_begins_so(language: str) -> None:
    for line in "\n".join(write(what, language).text for what in KINDS).splitlines():
        if line and not line.startswith("https://"):
            strong = [bidirectional(one) for one in line if bidirectional(one) in ("L", "R", "AL")]
            assert strong[0] in ("R", "AL"), line


@pytest.mark.django_db
def test_a_receipt_leads_to_its_page_by_a_code_that_is_kept_nowhere() -> None:
    letter = write("receipt")
    code = re.search(r"/en/receipt/(\S+)", letter.text)
    assert code and re.fullmatch(r"[a-z2-7]{32}", code[1])
    assert letter.text == write_again(letter)


def write_again(letter: Letter) -> str:
    gift = Supporter.objects.get().gifts.get()
    mail = Mail(key="y", supporter=gift.supporter, what="receipt", facts={"gift": gift.id}, due=NOW)
    return write_letter(settings.NEWSROOM, mail, Place(ADDRESS, "en", open_vault(settings.HOME), NOW)).text


@pytest.mark.django_db
def test_failed_payments_are_told_of_kindly_then_shortly_then_for_the_last_time() -> None:
    texts = [write("payment_failed", facts={"attempt": attempt}).text for attempt in (1, 2, 3, 4)]
    assert "tried again" not in texts[1] and texts[1] == texts[1]
    assert len({re.sub(r"in/\S+", "", one).split("\n")[0] for one in texts}) <= 3
    recurring = make_recurring(make_supporter(settings.HOME, email=""))
    texts = [write("payment_failed", facts={"attempt": n, "recurring": recurring.id}).text for n in (1, 2, 3, 4)]
    assert "That happens" in texts[0] and "this time either" in texts[1] and "this time either" in texts[2]
    assert "not write about it again" in texts[3]
    last = write("payment_failed", facts={"attempt": 2, "last": True, "recurring": recurring.id}).text
    assert "not write about it again" in last
    assert all("/own/in/" in one and "$5.00 a month" in one for one in texts)


@pytest.mark.django_db
def test_what_is_not_known_is_left_out_rather_than_guessed() -> None:
    text = write("payment_failed", facts={}).text
    assert "did not go through" not in text and "/own/in/" in text


@pytest.mark.django_db
def test_what_the_facts_say_comes_before_what_the_tables_say() -> None:
    recurring = make_recurring(make_supporter(settings.HOME, email=""), 500)
    facts = {"recurring": recurring.id, "amount": 12000, "currency": "JPY"}
    assert "¥12,000 a month" in write("amount_changed", facts=facts).text


@pytest.mark.django_db
def test_a_link_that_is_asked_for_lasts_half_an_hour_and_one_in_another_mail_three_days() -> None:
    write("link")
    write("action_needed")
    lasts = sorted(one.expires - NOW for one in Link.objects.all())
    assert [one.total_seconds() for one in lasts] == [30 * 60, 3 * 86400]


@pytest.mark.parametrize(
    "text", ["Thank you, THE LAMP", "the\n lamp", "thelamp", "see lamp.example", "https://lamp.example/en/", "Lamp"]
)
def test_the_lint_finds_the_newsroom_however_it_is_written(text: str) -> None:
    assert names_in(settings.NEWSROOM, text)
    with pytest.raises(RefusedError, match="names the newsroom"):
        check_neutral(settings.NEWSROOM, "A text", text)


@pytest.mark.parametrize("text", ["clamp", "Lampedusa", "give.example", ""])
def test_the_lint_does_not_see_the_newsroom_where_it_is_not(text: str) -> None:
    check_neutral(settings.NEWSROOM, "A text", text)


@pytest.mark.parametrize("wrong", ["statement_text", "mail_from", "mail_subject", "address"])
def test_settings_that_name_the_newsroom_are_told(wrong: str) -> None:
    check_support(settings.NEWSROOM)
    loud = replace(settings.NEWSROOM, support=replace(settings.SUPPORT, **{wrong: "x@lamp.example"}))
    with pytest.raises(RefusedError, match=wrong):
        check_support(loud)


@pytest.mark.parametrize("text", ["a@b.example", "a.b+c@d-e.f.example", "читатель@почта.example", "o'neil@b.example"])
def test_addresses_are_known(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "@b.example", "a@b.example\n", "a b@c.example", "a@b.example,c@d.example", "<a@b.example>",
     "a@@b.example", ".a@b.example", "a.@b.example", "a..b@c.example", "a\u200b@b.example", "a@b.example\x00",
     "a" * 65 + "@b.example", "a@" + "b" * 260 + ".example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    assert not is_address(text)


@pytest.mark.django_db
@pytest.mark.parametrize("language", languages_of_mails())
@pytest.mark.parametrize("what", ["card_expires", "payment_failed", "action_needed"])
def test_in_strict_mode_no_mail_promises_what_the_own_page_refuses(what: str, language: str) -> None:
    usual, strict = write(what, language), write(what, language, is_strict=True)
    assert usual.text.split("\n\n")[0] == strict.text.split("\n\n")[0]
    for paragraph in mail_words(language)[what]["text"].split("\n\n"):
        if "{in}" in paragraph:
            assert paragraph.split("\n")[0] not in strict.text
    assert f"{ADDRESS}/{language}/\n" in strict.text
