"""A byline is a printed name. Nothing public joins it to an account, to another byline, or to the moment of a click."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from tamizdat.newsroom.export_articles import export_articles
from tamizdat.newsroom.models import ArticleByline, ArticlePage, Byline, Fact, Picture
from tamizdat.newsroom.papers import fronts_by_language
from tests.newsroom.bring import facts, photo

pytestmark = pytest.mark.usefixtures("newsroom")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:(\d\d)Z")


@pytest.fixture
def account(db):
    from django.contrib.auth.models import User

    return User.objects.create_superuser(
        "marguerite", "marguerite@desk.example", first_name="Marguerite", last_name="Vale"
    )


def byline(name: str, **more) -> Byline:
    return Byline.objects.create(locale=fronts_by_language()["en"].locale, name=name, **more)


def sign(headline: str, user, *bylines: Byline) -> ArticlePage:
    """Written, signed and published by somebody with an account."""
    draft = ArticlePage(title=headline, live=False, owner=user)
    fronts_by_language()["en"].add_child(instance=draft)
    draft.article_bylines.set([ArticleByline(byline=one) for one in bylines])
    draft.save_revision(user=user).publish(user=user)
    page = ArticlePage.objects.get(pk=draft.pk)
    page.title = f"{headline} again"
    page.save_revision(user=user).publish(user=user)
    return page


def picture(title: str) -> Picture:
    from django.core.files.base import ContentFile

    return Picture.objects.create(
        title=title, file=ContentFile(photo(), f"{title}.jpg"), description="A lamp", credit="The desk"
    )


def test_what_is_public_of_two_bylines_of_one_account_has_nothing_in_common(account):
    one, other = byline("Ann Reyn"), byline("K. Tar", is_pseudonym=True)
    sign("The quay", account, one)
    sign("The crane", account, other)
    public = facts()
    text = json.dumps(public)
    for secret in ("marguerite", "vale", "desk.example", "pseudonym"):
        assert secret not in text.casefold()
    quay, crane = (value for name, value in sorted(public.items()) if name.startswith("article:"))
    assert quay.keys() == crane.keys() and not {"owner", "user", "author"} & quay.keys()
    first, second = public[f"byline:{one.public_id}"], public[f"byline:{other.public_id}"]
    assert first.keys() == second.keys() == {"id", "language", "slug", "name", "description"}
    assert abs(one.pk - other.pk) == 1 and first["id"][:4] != second["id"][:4]


def test_no_public_time_tells_the_second_of_a_click(account):
    sign("The quay", account, byline("Ann Reyn"))
    [value] = [value for name, value in facts().items() if name.startswith("article:")]
    assert value["published"] and value["updated"]
    seconds = TIME.findall(json.dumps(facts()))
    assert seconds and set(seconds) == {"00"}


def test_an_archive_keeps_its_own_times(account):
    from tests.newsroom.bring import dated, publish

    publish(dated("a", 1, updated=datetime(2026, 1, 20, 8, 30, 1, tzinfo=UTC)))
    assert "2026-01-20T08:30:01Z" in json.dumps(facts())


def test_an_export_names_bylines_and_no_account(account):
    sign("The quay", account, byline("Ann Reyn"), byline("K. Tar"))
    [exported] = export_articles()
    assert exported["by"] == "Ann Reyn, K. Tar" and [one["name"] for one in exported["people"]] == [
        "Ann Reyn",
        "K. Tar",
    ]
    assert "marguerite" not in json.dumps(exported).casefold()


def test_a_biography_a_picture_and_a_guest_are_public_while_something_is_signed(account):
    face = picture("lamp")
    ann = byline("Ann Reyn", biography="<p>She counts ropes.</p>", picture=face, is_guest=True)
    assert f"byline:{ann.public_id}" not in facts() and f"picture:{face.public_id}" not in facts()
    page = sign("The quay", account, ann)
    fact = facts()[f"byline:{ann.public_id}"]
    assert fact["html"] == "<p>She counts ropes.</p>" and fact["guest"] is True
    assert fact["picture"] == {"picture": face.public_id, "alt": "A lamp"} and f"picture:{face.public_id}" in facts()
    page.unpublish()
    assert f"byline:{ann.public_id}" not in facts() and f"picture:{face.public_id}" not in facts()


def test_another_picture_takes_the_old_one_out(account):
    old, new = picture("old"), picture("new")
    ann = byline("Ann Reyn", picture=old)
    sign("The quay", account, ann)
    ann.picture = new
    ann.save()
    assert f"picture:{old.public_id}" not in facts() and f"picture:{new.public_id}" in facts()
    assert Fact.objects.get(name=f"picture:{old.public_id}").value is None


def test_the_page_of_a_byline_has_its_biography_and_an_article_says_who_is_a_guest(account):
    from tamizdat.newsroom.desk.preview_ask import PreviewAsk
    from tamizdat.pages.units import make_unit

    ann = byline("Ann Reyn", biography="<p>She counts <b>ropes</b>.</p>", picture=picture("lamp"), is_guest=True)
    page = sign("The quay", account, ann, byline("K. Tar"))
    [shown] = make_unit(f"index:byline:{ann.public_id}", PreviewAsk({}))
    html = shown.data.decode()
    assert "<b>ropes</b>" in html and 'alt="A lamp"' in html and "Guest author" in html
    article = make_unit(f"article:{page.public_id}", PreviewAsk({}))[0].data.decode()
    assert "</a> (Guest author), <a" in article and '"author":[{"@type":"Person","name":"Ann Reyn"' in article


def test_a_biography_comes_back_with_a_restored_newsroom(account):
    from tests.newsroom.test_restore import lose_and_restore, rows

    ann = byline("Ann Reyn", biography="<p>She counts ropes.</p>", picture=picture("lamp"), is_guest=True)
    sign("The quay", account, ann)
    before = {name: value for name, (value, _) in rows().items()}
    lose_and_restore()
    assert {name: value for name, (value, _) in rows().items()} == before
