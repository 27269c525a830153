"""An edition's facts are enough to rebuild the newsroom: what it then says is the same, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from wagtail.models import Page

from tamizdat.newsroom import doors
from tamizdat.newsroom.models import ArticlePage, Byline, Counter, Fact, Picture, Topic, Use
from tamizdat.newsroom.publish import rewrite_articles
from tamizdat.shell.errors import RefusedError
from tests.newsroom.bring import NOW, accept, dated, facts, page, public_articles, publish
from tests.newsroom.rich import rich_archive

pytestmark = pytest.mark.usefixtures("newsroom")


def rows() -> dict[str, tuple[str, str]]:
    return {name: (value, digest) for _, name, value, digest in doors.read_facts(0) if value is not None}


def wipe() -> None:
    """Lose everything except the public renditions."""
    Page.objects.filter(depth=2).delete()
    for model in (Topic, Byline, Picture, Use, Fact, Counter):
        model.objects.all().delete()


def read_picture(digest: str, extension: str) -> bytes:
    return Path(settings.HOME.renditions / f"{digest}.{extension}").read_bytes()


def lose_and_restore() -> int:
    carried = [(name, json.loads(value)) for name, (value, _) in reversed(rows().items())]
    wipe()
    return doors.restore_facts(carried, read_picture)


@pytest.fixture
def paper(newsroom: None) -> None:
    """A paper with everything in it, and an article that was taken back."""
    accept(*rich_archive(), dated("gone", 5))
    doors.publish_accepted(now=NOW)
    page("gone").unpublish()
    letter = f'<p><a href="article:{page("later").public_id}">Read</a></p>'
    doors.set_paper("en", tagline="Light", notice_title="Banned", notice_text="<p>Help</p>", ways_text="<p>Where</p>")
    doors.set_paper("en", letter_title="Dear", letter_text=letter, support_title="Give", support_text="<p>How</p>")
    doors.set_paper("en", section_order=["Culture"], lead="full", picks=["later", "plain"])
    picture = Picture.objects.get(credit="Bo")
    picture.focal_point_x, picture.focal_point_y = 133, 58  # the picture is 200 pixels wide, and 300 tall
    picture.save()


def test_the_archive_with_everything_is_published_as_it_came(paper: None):
    [value] = [one for one in public_articles() if one["kind"] == "feature"]
    assert [block["type"] for block in value["body"]] == [block["type"] for block in rich_archive()[0].body]
    assert value["related"] == [page(one).public_id for one in ("later", "plain", "ru")]


def test_a_restored_newsroom_says_the_same_byte_for_byte(paper: None):
    before = rows()
    assert any('"focus":[66,19]' in value for value, _ in before.values())
    assert any('"sensitive":"It shows a wreck."' in value for value, _ in before.values())
    assert lose_and_restore() == 7
    assert rows() == before
    keys = list(ArticlePage.objects.values_list("pk", flat=True))
    rewrite_articles(keys, NOW, ZoneInfo("UTC"))
    doors.refresh_settings(settings.HOME.read_settings())
    assert rows() == before
    assert [len(problem) for problem in Page.find_problems()] == [0, 0, 0, 0, 0]


def test_what_was_never_public_does_not_come_back(paper: None):
    lose_and_restore()
    assert not ArticlePage.objects.filter(title__in=["Nobody knows", "The quay of gone"]).exists()
    assert Picture.objects.count() == 2
    assert Picture.objects.get(credit="Bo").description == "Nets"


def test_the_next_publication_goes_on_counting(paper: None):
    lose_and_restore()
    publish(dated("next", 40))
    [value] = [one for one in public_articles() if one["headline"] == "The quay of next"]
    assert value["sequence"] == 9
    assert value["places"]["latest:en"] == 6


def test_editing_a_restored_article_changes_only_it(paper: None):
    lose_and_restore()
    before = rows()
    one = ArticlePage.objects.get(slug_public="full-story", locale__language_code="en")
    one.standfirst = "Now this"
    one.save_revision().publish()
    changed = {name for name, row in rows().items() if before.get(name) != row}
    assert changed == {f"article:{one.public_id}"}


def test_restoring_over_articles_is_refused(paper: None):
    with pytest.raises(RefusedError, match="has articles already"):
        doors.restore_facts([], read_picture)


def test_a_broken_fact_is_named_and_a_damaged_picture_too(paper: None):
    carried = {name: json.loads(value) for name, (value, _) in rows().items()}
    wipe()
    picture = next(name for name in carried if name.startswith("picture:"))
    with pytest.raises(RefusedError, match="damaged"):
        doors.restore_facts(carried.items(), lambda digest, extension: b"other")
    with pytest.raises(RefusedError, match=picture):
        doors.restore_facts({**carried, picture: {"id": "x"}}.items(), read_picture)
    with pytest.raises(RefusedError, match="no settings"):
        doors.restore_facts([], read_picture)
    assert not facts()
