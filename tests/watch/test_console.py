"""The desk's page: what is readable from where, in the desk's languages; private addresses and decisions for few."""

from __future__ import annotations

import shutil
from datetime import timedelta
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

import tamizdat.mirrors.console
from tamizdat.mirrors.console.rights import DECIDE, offered
from tamizdat.mirrors.watch import words
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Pool
from tests.desk.conftest import PASSWORD, Account, log_in
from tests.watch.house import HERE, YY, House, mirror

CONSOLE = Path(tamizdat.mirrors.console.__file__).parent
PICTURES = Path(__file__).parents[2] / "test-results"
NAMED = Pool("letter", "channel", "for the newsletter of the north")
IRAN_ONE, IRAN_TWO = type(HERE)("ir-1", "IR"), type(HERE)("ir-2", "IR")


@pytest.fixture
def house(tmp_path: Path, settings: Any) -> House:
    """Two pools; a mirror of each is blocked in a country, and the public pool has one that rests."""
    home = Home(tmp_path)
    shutil.copy(django_settings.HOME.settings_file, home.settings_file)
    settings.HOME = home
    now = timezone.now() - timedelta(minutes=15 * 14)
    made = House(home.mirrors, vantages=(HERE, IRAN_ONE, IRAN_TWO, YY), now=now, main="https://lamp.example")
    made.keep(
        mirror("riga"), mirror("oslo"), mirror("bern", state="resting"), mirror("secret", "letter"),
        mirror("hidden", "letter"), pools=[NAMED],
    )  # fmt: skip
    gone: Any = {"ir-1": "cut-16k", "ir-2": "cut-16k"}
    return made.watch(5).watch(9, {"riga": gone, "secret": {"ir-1": "tls"}})


@pytest.fixture
def reporter(db: Any) -> Client:
    """Somebody who writes, and does not run the newsroom."""
    from tamizdat.newsroom.doors import add_account

    return log_in(Account("omid", add_account("omid", PASSWORD, is_admin=False)))


def show(client: Client, language: str = "en") -> str:
    answer = client.get("/mirrors/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_what_is_readable_from_where_and_why(editor: Client, house: House) -> None:
    page = show(editor)
    assert "Where we can be read" in page
    for words_shown in ("riga", "Iran", "from here", "blocked", "the connection is cut after about 16 kB", "no data"):
        assert words_shown in page, words_shown
    assert escape("Take it out of the pool for good and announce the resting mirror in its place.") in page
    assert "https://secret.example/" in page


def test_what_failed_only_just_now_is_not_called_nothing(editor: Client, house: House) -> None:
    house.keep(mirror("riga"), mirror("oslo")).watch(30)
    assert "Nothing, as far as is known." in show(editor)
    house.watch(1, {"oslo": dict.fromkeys(("here", "ir-1", "ir-2", "yy-1"), "tcp-refused")})
    page = show(editor)
    assert "doubtful" in page
    assert escape(words.NOTHING_YET) in page and "Nothing, as far as is known." not in page


def test_somebody_without_the_right_sees_no_private_address_and_no_button(reporter: Client, house: House) -> None:
    page = show(reporter)
    assert "secret" in page and "https://riga.example/" in page
    for hidden in ("secret.example", "hidden.example", "bern.example", NAMED.note, "mirrors/apply"):
        assert hidden not in page, hidden
    assert "has to confirm it" in page


def test_only_who_may_decide_can_decide(reporter: Client, editor: Client, house: House) -> None:
    (first, *_) = [one for one in house.proposals() if one.deed == "rotate"]
    before = house.states()
    for address in ("/mirrors/apply/", "/mirrors/dismiss/"):
        assert reporter.post(address, {"proposal": first.id}).status_code in (302, 403)
        assert editor.get(address).status_code == 405
    assert house.states() == before and house.history.dismissed(house.now - timedelta(days=1)) == set()
    answer = editor.post("/mirrors/apply/", {"proposal": first.id}, follow=True)
    assert "riga was taken out; bern is announced" in answer.content.decode()
    assert house.states() == {**before, "riga": "burned", "bern": "active"}
    assert "riga out, bern in; decided by a person" in show(editor)


def test_a_group_can_be_given_the_right(reporter: Client, house: House) -> None:
    (right,) = offered()
    assert f"{right.content_type.app_label}.{right.codename}" == DECIDE
    group = Group.objects.create(name="Engineers")
    group.permissions.add(right)
    User.objects.get(username="omid").groups.add(group)
    assert "https://secret.example/" in show(reporter)


def test_the_right_is_offered_where_groups_are_edited(editor: Client, house: House) -> None:
    group = Group.objects.get(name__in=["Chief editors", "Moderators"])
    page = editor.get(f"/groups/edit/{group.pk}/").content.decode()
    assert "See private addresses of mirrors" in page


def test_dismissing_takes_a_proposal_from_the_page_for_a_day(editor: Client, house: House) -> None:
    for one in house.proposals():
        editor.post("/mirrors/dismiss/", {"proposal": one.id})
    assert "Nothing, as far as is known." in show(editor)


def test_a_proposal_that_is_gone_is_said_and_changes_nothing(editor: Client, house: House) -> None:
    before = house.states()
    answer = editor.post("/mirrors/apply/", {"proposal": "nonsense"}, follow=True)
    assert "There is no proposal" in answer.content.decode()
    assert house.states() == before


def test_a_form_of_another_site_decides_nothing(account: Account, house: House) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["newsroom"] = log_in(account).cookies["newsroom"].value
    assert client.get("/mirrors/").status_code == 200
    assert client.post("/mirrors/apply/", {"proposal": house.proposals()[0].id}).status_code == 403
    assert "burned" not in house.states().values()


def test_before_anybody_looked_nothing_is_called_readable(editor: Client, tmp_path: Path, settings: Any) -> None:
    home = Home(tmp_path)
    shutil.copy(django_settings.HOME.settings_file, home.settings_file)
    settings.HOME = home
    House(home.mirrors).keep(mirror("riga"))
    page = show(editor)
    assert "Nobody has looked yet: nothing is known." in page
    assert "<strong>no data</strong>" in page and "<strong>readable</strong>" not in page


def test_what_cannot_be_read_is_said_without_names_to_those_who_may_not_see_them(
    reporter: Client, editor: Client, house: House
) -> None:
    (house.folder / "registry.json").write_text("{")
    assert str(house.folder) not in show(reporter)
    assert "cannot be read" in show(reporter)
    assert "registry.json" in show(editor)


def test_strangers_are_led_to_the_door(stranger: Client, house: House) -> None:
    assert stranger.get("/mirrors/").status_code == 302
    assert stranger.post("/mirrors/apply/", {"proposal": "x"}).status_code == 302


def test_no_table_is_needed_and_none_is_missing(db: Any) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# Words.


@pytest.mark.parametrize("language", ["ru", "fa"])
def test_every_word_of_the_page_is_translated_and_compiled(language: str) -> None:
    folder = CONSOLE / "locale" / language / "LC_MESSAGES"
    with (folder / "django.po").open("rb") as file:
        written = {str(one.id): one.string for one in read_po(file) if one.id}
    with (folder / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    said = [
        *words.STATES.values(), *words.WHY.values(), *words.DEEDS.values(), *words.HELD.values(), *words.NEXT_STEPS,
        words.LIMITS, words.FROM_HERE, words.NOTHING_YET,
    ]  # fmt: skip
    for message in [*written, *filter(None, said)]:
        assert written.get(message), message
        assert compiled.gettext(message) == written[message]


@pytest.mark.parametrize(
    ("language", "shown"), [("ru", ("Где нас можно читать", "заблокировано")), ("fa", ('dir="rtl"', "ایران", "مسدود"))]
)
def test_the_page_is_in_the_language_of_the_browser(
    editor: Client, house: House, language: str, shown: tuple[str, ...]
) -> None:
    page = show(editor, language)
    for one in shown:
        assert one in page, one
    for english in [*words.WHY.values(), *words.DEEDS.values(), *words.NEXT_STEPS, "What was changed", "no data"]:
        assert escape(english) not in page, english


# In a browser.


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_page_fits_a_phone_reads_both_ways_and_works_without_scripts(
    own_browser: Any, live_server: Any, house: House
) -> None:
    from tamizdat.newsroom.doors import add_account

    session = log_in(Account("nina", add_account("nina", PASSWORD))).cookies["newsroom"].value
    PICTURES.mkdir(exist_ok=True)
    for language, scheme, width in (
        ("en", "light", 1280), ("en", "dark", 320), ("fa", "light", 320), ("fa", "dark", 1280),
    ):  # fmt: skip
        context = own_browser.new_context(
            locale=language, color_scheme=scheme, viewport={"width": width, "height": 2600}
        )
        context.add_cookies([{"name": "newsroom", "value": session, "url": live_server.url}])
        page, asked = context.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(f"{live_server.url}/mirrors/", wait_until="load")
        page.screenshot(path=PICTURES / f"mirrors-{language}-{scheme}-{width}.png", full_page=True)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "fa" else "ltr")
        assert [one for one in asked if not one.startswith((live_server.url, "data:", "blob:"))] == []
        context.close()
    context = own_browser.new_context(java_script_enabled=False, locale="en")
    context.add_cookies([{"name": "newsroom", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/mirrors/")
    page.click("summary")
    page.click("button:has-text('Announce bern')")
    assert house.states()["riga"] == "burned"
    context.close()
