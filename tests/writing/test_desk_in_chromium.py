"""An editor with a picture of somebody in danger, in a real browser: suggested, drawn over, looked at, published."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.desk.conftest import PASSWORD, Account, log_in
from tests.newsroom.bring import facts

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]
SHOTS = Path(__file__).parents[2] / "test-results"


def a_person() -> bytes:
    """A drawn figure before a sea, in a file that says who made it."""
    image = Image.new("RGB", (900, 600), "#8fb3c4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 380, 900, 600), fill="#3c6478")
    draw.rectangle((0, 480, 900, 600), fill="#6b5b4a")
    draw.ellipse((390, 130, 510, 280), fill="#d9a982")
    draw.polygon([(330, 600), (380, 310), (520, 310), (570, 600)], fill="#8a2f2a")
    exif = Image.Exif()
    exif[0x013B] = "Jane Source"
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, quality=90)
    return out.getvalue()


def drag(tab: Any, place: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    tab.mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
    tab.mouse.down()
    tab.mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=4)
    tab.mouse.up()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_person_in_danger_is_covered_looked_at_and_only_then_published(own_browser: Any, live_server: Any):
    from django.conf import settings

    from tamizdat.newsroom.doors import add_account, refresh_settings
    from tamizdat.newsroom.models import ArticlePage, FrontPage, Picture, WatchWord

    refresh_settings(settings.NEWSROOM)
    front = FrontPage.objects.get(locale__language_code="en")
    WatchWord.objects.create(word="Old Quay", advice="A source lives there: ask Nina.")
    session = log_in(Account("nina", add_account("nina", PASSWORD))).cookies["newsroom"].value
    context = own_browser.new_context(viewport={"width": 1280, "height": 1000})
    context.add_cookies([{"name": "newsroom", "value": session, "url": live_server.url}])
    tab, asked = context.new_page(), []
    tab.on("request", lambda request: asked.append(request.url))
    SHOTS.mkdir(exist_ok=True)

    tab.goto(f"{live_server.url}/images/add/")
    tab.locator("input[type=file]").set_input_files(
        {"name": "IMG_2231.jpg", "mimeType": "image/jpeg", "buffer": a_person()}
    )
    tab.get_by_text("“Jane Source”").wait_for()
    assert tab.locator("#id_credit").input_value() == ""
    tab.locator("[name=title]").fill("At the quay")
    tab.locator("#id_credit").fill("The Lamp")
    tab.locator("#id_description").fill("Somebody before the sea")
    tab.locator("[name=protect]").check()
    tab.get_by_role("button", name="Upload").click()
    tab.wait_for_load_state("networkidle")
    picture = Picture.objects.get()
    assert picture.is_held

    page = ArticlePage(title="At the Old Quay", locale=front.locale, live=False, picture=picture)
    page.body = [{"type": "text", "value": "<p>Water.</p>"}]
    front.add_child(instance=page)
    page.save_revision()
    tab.goto(f"{live_server.url}/pages/{page.pk}/edit/")
    publish(tab)
    stop = tab.locator(".desk-stop")
    stop.wait_for()
    assert "must not be recognised" in stop.inner_text() and stop.get_by_role("button").count() == 0
    tab.screenshot(path=SHOTS / "desk-refused.png")

    tab.goto(f"{live_server.url}/images/{picture.pk}/")
    drag(tab, tab.locator(".desk-cover"), (0.40, 0.18), (0.60, 0.50))
    assert len(tab.locator("[name=covered]").input_value().split()) == 4
    tab.screenshot(path=SHOTS / "desk-covered.png", full_page=True)
    tab.get_by_role("button", name="Save").click()
    tab.wait_for_load_state("networkidle")
    tab.goto(f"{live_server.url}/images/{picture.pk}/")
    tab.locator("[name=looked]").check()
    tab.get_by_role("button", name="Save").click()
    tab.wait_for_load_state("networkidle")

    tab.goto(f"{live_server.url}/pages/{page.pk}/edit/")
    publish(tab)
    stop.wait_for()
    assert "ask Nina" in stop.inner_text() and "recognised" not in stop.inner_text()
    tab.screenshot(path=SHOTS / "desk-checks.png")
    stop.get_by_role("button", name="I have looked: publish").click()
    tab.wait_for_load_state("networkidle")
    (fact,) = [value for name, value in facts().items() if name.startswith("picture:")]
    large = next(one for one in fact["renditions"] if one["use"] == "large")
    file = Path(settings.HOME.renditions) / f"{large['digest']}.{large['extension']}"
    red, green, blue = Image.open(file).getpixel((450, 205))
    assert max(abs(one - 96) for one in (red, green, blue)) < 6
    for width, language in ((320, "en"), (320, "fa")):
        look_small(own_browser, live_server, session, width, language, [f"/images/{picture.pk}/", "/desk/watch-list/"])
    assert [one for one in asked if not one.startswith((live_server.url, "data:", "blob:"))] == []
    context.close()


def publish(tab: Any) -> None:
    """From the menu beside "Save draft"."""
    tab.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").last.click()
    tab.locator("[name=action-publish]").first.click()


def look_small(own_browser: Any, server: Any, session: str, width: int, language: str, paths: list[str]) -> None:
    context = own_browser.new_context(viewport={"width": width, "height": 800}, locale=language, color_scheme="dark")
    context.add_cookies([{"name": "newsroom", "value": session, "url": server.url}])
    tab = context.new_page()
    for number, path in enumerate(paths):
        tab.goto(server.url + path)
        tab.wait_for_load_state("networkidle")
        tab.screenshot(path=SHOTS / f"desk-small-{language}-{number}.png", full_page=True)
        assert tab.evaluate("document.scrollingElement.scrollWidth") <= width
    context.close()
