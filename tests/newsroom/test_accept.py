"""An archive comes in once, clean and whole, and never against an editor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from wagtail.models import Locale, Page

from tamizdat.newsroom import doors
from tamizdat.newsroom.incoming import IncomingFigure, IncomingPicture
from tamizdat.newsroom.models import ArticlePage, Picture, SectionPage, Topic
from tamizdat.newsroom.public_ids import derived_public_id
from tests.newsroom.bring import NOW, accept, article, edit, facts, names, page, photo, public_articles, publish

pytestmark = pytest.mark.usefixtures("newsroom")


def outcomes(*articles):
    return names([{"outcome": one.outcome} for one in accept(*articles)], "outcome")


def test_importing_twice_changes_nothing():
    publish(article("a"), article("b"))
    before = facts()
    assert outcomes(article("a"), article("b")) == ["unchanged", "unchanged"]
    assert doors.publish_accepted(now=NOW) == 0
    assert facts() == before


def test_a_changed_article_is_updated_and_keeps_number_and_address():
    publish(article("a"), article("b"))
    before = public_articles()[0]
    assert outcomes(article("a", headline="Another quay", topics=("Ships",))) == ["updated"]
    after = next(one for one in public_articles() if one["id"] == before["id"])
    assert after["headline"] == "Another quay"
    assert (after["sequence"], after["path"]) == (before["sequence"], before["path"])


def test_what_an_editor_changed_is_not_overwritten_and_the_report_names_it():
    publish(article("a"))
    edit("a", title="The editor's headline")
    [one] = accept(article("a", headline="The archive's headline"))
    assert one.outcome == "unchanged"
    assert "The archive's headline" in one.warnings[0] and "editor" in one.warnings[0]
    assert public_articles()[0]["headline"] == "The editor's headline"


def test_what_an_editor_took_back_or_deleted_stays_away():
    publish(article("a"), article("b"))
    page("a").unpublish()
    page("b").delete()
    assert outcomes(article("a", headline="New"), article("b", headline="New")) == ["unchanged", "unchanged"]
    doors.publish_accepted(now=NOW)
    assert public_articles() == []


def test_drafts_and_articles_of_the_future_come_in_and_stay_private():
    answers = accept(article("draft", status="draft"), article("later", published=NOW + timedelta(days=2)))
    assert doors.publish_accepted(now=NOW) == 0
    assert names([{"outcome": one.outcome} for one in answers], "outcome") == ["created", "created"]
    assert not any(name.startswith(("article:", "topic:", "byline:")) for name in facts())
    assert ArticlePage.objects.filter(live=False).count() == 2
    assert "hour has not come" in answers[1].warnings[0]


def test_the_tree_of_pages_is_sound_and_editors_find_what_came_in():
    publish(*(article(str(number), section=f"Part {number % 3}") for number in range(30)))
    assert [len(problem) for problem in Page.find_problems()] == [0, 0, 0, 0, 0]
    assert Page.objects.search("quay").count() == 30
    SectionPage.objects.first().add_child(instance=ArticlePage(title="Written here"))
    assert [len(problem) for problem in Page.find_problems()] == [0, 0, 0, 0, 0]


def test_names_that_differ_in_capitals_are_one():
    publish(
        article("a", topics=("Tides", "TIDES"), section="Harbour"), article("b", topics=("tides",), section="harbour")
    )
    assert Topic.objects.count() == 1
    assert SectionPage.objects.count() == 1


def test_any_language_gets_a_paper_of_its_own():
    publish(*(article(tag, language=tag) for tag in ("en", "zh_hant_tw", "sr-Latn", "ckb", "no language")))
    settings = facts()["settings"]
    assert settings["languages"] == ["en", "ru", "fa", "ckb", "sr-Latn", "und", "zh-Hant-TW"]
    assert {f"paper:{one}" for one in settings["languages"]} <= set(facts())
    assert Locale.all_objects.filter(language_code="zh-Hant-TW").exists()
    assert [one["path"].split("/")[1] for one in public_articles()].count("zh-Hant-TW") == 1


def test_scripts_in_any_field_and_control_characters_do_not_get_in():
    evil = "<script>alert(1)</script>\x00\x1b\ud800 <img src=x onerror=alert(1)>"
    [answer] = accept(
        article(
            "a\x00",
            headline=f"Head{evil}",
            standfirst=evil,
            body=({"type": "text", "html": f"<p onclick=x>Good {evil}</p>"}, {"type": "iframe", "html": "x"}),
            topics=(evil,),
            corrections=({"at": "2026-02-02T00:00:00Z", "html": f"Right {evil}"}, {"at": "never", "html": "x"}),
        )
    )
    doors.publish_accepted(now=NOW)
    value = public_articles()[0]
    assert value["body"] == [{"type": "text", "html": "<p>Good  </p>"}]
    assert value["corrections"] == [{"at": "2026-02-02T00:00:00Z", "html": "Right"}]
    assert not any(ord(letter) < 32 for letter in value["headline"] + value["standfirst"])
    assert len(answer.warnings) == 2


@pytest.mark.parametrize(
    ("headline", "slug"),
    [("", "words-of-a"), ("😀", None), ("x" * 400, "x" * 80), ("خبر بندر", "خبر-بندر"), ("Index", "index-2")],
)
def test_odd_headlines_get_an_address_and_keep_every_letter(headline, slug):
    publish(article("a", headline=headline))
    value = public_articles()[0]
    assert value["headline"] == (headline or "Words of a.")
    assert value["path"] == f"/en/2026/02/{slug or value['id']}.html"


def test_a_picture_is_kept_once_and_its_original_is_private():
    data = photo()
    lead = IncomingFigure("lead.jpg", alt="A quay", caption="<b>Quay</b>")
    one = IncomingPicture("lead.jpg", credit="Ann Lamp", content=data)
    two = IncomingPicture("other.jpg", content=data)
    body = ({"type": "figure", "picture": "other.jpg", "alt": "Again", "caption": ""},)
    publish(article("a", picture=lead, pictures=(one, two), body=body))
    picture = Picture.objects.get()
    value = public_articles()[0]
    assert value["picture"] == {"picture": picture.public_id, "alt": "A quay", "caption": "<b>Quay</b>"}
    assert value["body"][0]["picture"] == picture.public_id
    assert facts()[f"picture:{picture.public_id}"]["credit"] == "Ann Lamp"
    original = Path(picture.file.path)
    assert original.read_bytes() == data
    assert (original.stat().st_mode & 0o777, original.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "lead" not in picture.file.name


def test_missing_and_broken_pictures_are_named_and_filled_in_when_they_come():
    body = ({"type": "figure", "picture": "b.jpg", "alt": "B", "caption": "Caption"},)
    bomb = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"
    pictures = (IncomingPicture("b.jpg"), IncomingPicture("c.svg", content=bomb))
    poor = article("a", body=body, pictures=pictures, picture=IncomingFigure("c.svg"))
    [answer] = accept(poor)
    doors.publish_accepted(now=NOW)
    assert set(answer.missing_media) == {"b.jpg", "c.svg"} and "c.svg" in answer.warnings[0]
    assert public_articles()[0]["body"] == [] and public_articles()[0]["picture"] is None
    [again] = accept(poor)
    assert again.outcome == "unchanged" and set(again.missing_media) == {"b.jpg", "c.svg"}
    [answer] = accept(replace(poor, pictures=(IncomingPicture("b.jpg", content=photo()), pictures[1])))
    assert answer.outcome == "updated" and answer.missing_media == ("c.svg",)
    assert public_articles()[0]["body"][0]["caption"] == "Caption"


def test_judging_says_what_accepting_does_and_touches_nothing():
    publish(article("a"))
    batch = [article("a"), article("b", pictures=(IncomingPicture("x.jpg", content=b"no"),))]
    before = (facts(), ArticlePage.objects.count())
    judged = doors.judge_articles("ninjs", batch, now=NOW)
    assert (facts(), ArticlePage.objects.count()) == before
    assert judged == accept(*batch)


def test_related_articles_and_links_find_those_that_come_later():
    later = derived_public_id("ninjs", "later")
    body = ({"type": "text", "html": f'<p>See <a href="article:{later}">this</a>.</p>'},)
    publish(article("first", related=("later", "never"), body=body))
    assert public_articles()[0]["related"] == []
    publish(article("later"))
    value = next(one for one in public_articles() if one["headline"] == "The quay of first")
    assert value["related"] == [later]
    assert value["body"][0]["html"] == body[0]["html"]
    assert 'linktype="page"' in page("first").body.raw_data[0]["value"]
