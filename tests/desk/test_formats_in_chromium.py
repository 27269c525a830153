"""The desk of translations, live coverage and the front in a real browser: on a phone, right-to-left, with nothing from
elsewhere. With TAMIZDAT_PICTURES=FOLDER it also takes the pictures of docs/editing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tamizdat.newsroom.formats.live import add_entry, coverage_of
from tamizdat.newsroom.formats.translations import note_changed
from tamizdat.newsroom.models import ArticlePage, FrontPage, LiveEntry, SectionPage, TranslationState
from tests.desk.conftest import log_in

PICTURES = os.environ.get("TAMIZDAT_PICTURES")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.long,
]


@pytest.fixture
def session(account: Any, paper: Any) -> str:
    """Signed in with password and code."""
    return str(log_in(account).cookies["newsroom"].value)


def signed_in(browser: Any, address: str, session: str, **how: Any) -> Any:
    """A page of the desk."""
    context = browser.new_context(reduced_motion="reduce", **({"locale": "en"} | how))
    context.add_cookies([{"name": "newsroom", "value": session, "url": address}])
    return context.new_page()


def take(page: Any, name: str, **how: Any) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"desk-{name}.jpg"), type="jpeg", quality=60, **how)


def is_too_wide(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def write_on_a_phone(own_browser: Any, live_server: Any, session: str, paper: Any) -> None:
    live = paper.add_child(instance=ArticlePage(title="The storm", kind="live", locale=paper.locale))
    phone = signed_in(own_browser, live_server.url, session, viewport={"width": 320, "height": 640})
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{live_server.url}/live/{live.pk}/")
    assert not is_too_wide(phone)
    phone.fill("textarea[name=text]", "Water stands on the **ferry pier**.")
    take(phone, "live-phone")
    phone.click("button[value=entry]")
    phone.wait_for_selector(".desk-entries li")
    assert LiveEntry.objects.get(page=live).html == "<p>Water stands on the <strong>ferry pier</strong>.</p>"
    assert [one for one in asked if not one.startswith((live_server.url, "data:", "blob:"))] == []


def bring_over_what_changed(own_browser: Any, live_server: Any, session: str, paper: Any) -> None:
    first = '[{"type": "text", "value": "<p>Two boats waited for the tide.</p><p>Nobody was hurt.</p>"}]'
    article = paper.add_child(instance=ArticlePage(title="The ferry waited", locale=paper.locale, body=first))
    persian = FrontPage.objects.get(locale__language_code="fa")
    port = persian.add_child(instance=SectionPage(title="بندر", locale=persian.locale))
    translation = port.add_child(
        instance=ArticlePage(
            title="کشتی NATO منتظر ماند", locale=persian.locale, translation_key=article.translation_key
        )
    )
    translation.save_revision()
    from tamizdat.newsroom.formats.translations import note_begun

    note_begun(translation, article)
    article.body = first.replace("Two boats", "Three boats")
    article.save()
    note_changed(article, article.latest_revision_created_at or TranslationState.objects.get().at)
    for width, name in ((1280, "difference"), (320, "")):
        page = signed_in(own_browser, live_server.url, session, viewport={"width": width, "height": 760})
        page.goto(f"{live_server.url}/translations/")
        assert not is_too_wide(page)
        assert page.locator("td.outdated").count() == 1
        if name:
            take(page, "translations")
        page.goto(f"{live_server.url}/pages/{translation.pk}/edit/")
        page.wait_for_selector(".desk-diff ins")
        if name:
            page.locator(".desk-behind").scroll_into_view_if_needed()
            take(page, name)
        page.context.close()
    page = signed_in(own_browser, live_server.url, session, viewport={"width": 1280, "height": 760})
    page.goto(f"{live_server.url}/pages/{translation.pk}/edit/")
    page.click("button[name=brought_over]")
    page.wait_for_selector("text=Noted: this translation says")
    assert TranslationState.objects.get().outdated_since is None


def build_the_front(own_browser: Any, live_server: Any, session: str, paper: Any) -> None:
    articles = [paper.add_child(instance=ArticlePage(title=f"Story {n}", locale=paper.locale)) for n in range(3)]
    front = paper.get_parent().specific
    from tamizdat.newsroom.models import Pick

    for number, (article, more) in enumerate(
        zip(articles, ({}, {"slot": "The elections"}, {"section": paper}), strict=True)
    ):
        Pick.objects.create(page=front, article=article, sort_order=number, **more)
    for language, name in (("en", "front"), ("fa", "")):
        page = signed_in(
            own_browser, live_server.url, session, locale=language, viewport={"width": 1280, "height": 900}
        )
        page.goto(f"{live_server.url}/pages/{front.pk}/edit/")
        page.wait_for_selector("[name='picks-2-slot']")
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "fa" else "ltr")
        if name:
            page.locator("[name='picks-1-slot']").scroll_into_view_if_needed()
            take(page, name)
        page.context.close()


def read_from_the_right(own_browser: Any, live_server: Any, session: str, paper: Any) -> None:
    from django.utils import timezone

    live = paper.add_child(instance=ArticlePage(title="The storm", kind="live", locale=paper.locale))
    coverage_of(live)
    add_entry(live, LiveEntry(title="Pier gone", text="Water over the pier."), timezone.now())
    page = signed_in(own_browser, live_server.url, session, viewport={"width": 320, "height": 640}, locale="fa",
                     color_scheme="dark")  # fmt: skip
    page.goto(f"{live_server.url}/live/{live.pk}/")
    assert page.evaluate("document.documentElement.dir") == "rtl" and not is_too_wide(page)
    assert "افزودن نوشته" in page.content()


def test_live_coverage_translations_and_the_front_in_a_browser(
    own_browser: Any, live_server: Any, session: str, paper: Any
) -> None:
    """One test, for the database is emptied after each that has a server."""
    for part in (write_on_a_phone, bring_over_what_changed, build_the_front, read_from_the_right):
        part(own_browser, live_server, session, paper)
