"""Pasting as editors do: from Word, Google Docs, Telegram and pages of the web, in a real browser, read as facts."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.desk.conftest import PASSWORD, Account, log_in
from tests.newsroom.bring import facts
from tests.writing.clipboards import EXPECTED

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(240)]
PASTE = """(editor, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", new DOMParser().parseFromString(html, "text/html").body.textContent);
  editor.focus();
  editor.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
}"""


def normal(html: str) -> str:
    """Two ways of writing the same."""
    html = html.replace("<strong>", "<b>").replace("</strong>", "</b>").replace("<em>", "<i>").replace("</em>", "</i>")
    return re.sub(r"<br/?>\s*", "<br>", html).replace("&nbsp;", "\u00a0")


def publish_when_the_server_is_done(page: Any) -> None:
    """A draft that is just being saved by itself holds the tables of the tests' database, and it knows no waiting."""
    from django.db import OperationalError, transaction

    for _ in range(100):
        try:
            with transaction.atomic():
                page.refresh_from_db()
                page.get_latest_revision().publish()
            return
        except OperationalError:
            time.sleep(0.2)
    pytest.fail("the server never came to an end")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_pasted_comes_out_clean_and_asks_nobody_for_anything(own_browser: Any, live_server: Any):
    from django.conf import settings

    from tamizdat.newsroom.doors import add_account, refresh_settings
    from tamizdat.newsroom.models import ArticlePage, FrontPage

    refresh_settings(settings.NEWSROOM)
    front = FrontPage.objects.get(locale__language_code="en")
    body = [{"type": "text", "value": "<p>.</p>"} for _ in EXPECTED]
    page = ArticlePage(title="Pasted", locale=front.locale, live=False, typography=False, body=body)
    front.add_child(instance=page)
    page.save_revision()
    session = log_in(Account("nina", add_account("nina", PASSWORD))).cookies["newsroom"].value
    context = own_browser.new_context(viewport={"width": 1280, "height": 1600})
    context.add_cookies([{"name": "newsroom", "value": session, "url": live_server.url}])
    tab, asked, said = context.new_page(), [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    tab.goto(f"{live_server.url}/pages/{page.pk}/edit/")
    editors = tab.locator('[data-contentpath="body"] .public-DraftEditor-content')
    editors.first.wait_for()
    for number, (sample, _) in enumerate(EXPECTED.values()):
        editor = editors.nth(number)
        editor.click()
        tab.keyboard.press("ControlOrMeta+a")
        editor.evaluate(PASTE, sample)
    tab.wait_for_timeout(1500)
    tab.get_by_role("button", name="Save draft").first.click()
    tab.wait_for_load_state("networkidle")
    context.close()
    publish_when_the_server_is_done(page)
    (article,) = [value for name, value in facts().items() if name.startswith("article:")]
    got = [normal(block["html"]) for block in article["body"]]
    assert got == [normal(wanted) for _, wanted in EXPECTED.values()]
    assert [one for one in asked if not one.startswith((live_server.url, "data:", "blob:"))] == [] and said == []
