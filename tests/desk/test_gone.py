"""What a draft names and somebody deletes: deleting it is refused, and no draft ever stops the desk or the press."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision
from wagtail.test.utils.form_data import rich_text, streamfield

from tamizdat.newsroom import doors
from tamizdat.newsroom.fact_store import read_fact
from tamizdat.newsroom.formats.live import add_entry
from tamizdat.newsroom.models import ArticlePage, LiveEntry, Picture, Recording
from tests.desk.people import person
from tests.desk.test_articles import form, write
from tests.desk.test_versions import edit_address, picture, plan

MEDIA = Path(__file__).parents[1] / "newsroom" / "media"
HOUR = timedelta(hours=1)


def article(editor, paper, title: str = "First words") -> ArticlePage:
    write(editor, paper, title=title, **{"action-publish": "1"})
    return ArticlePage.objects.get(title=title)


def save(editor, page, **words):
    return editor.post(edit_address(page), form(**{"title": page.title, "slug": page.slug, **words}), follow=True)


def planned(editor, page, **words):
    """A new version, whose hour has come."""
    save(editor, page, go_live_at=plan(timezone.now() + HOUR), **words, **{"action-publish": "1"})
    one = Revision.objects.for_instance(page).get(approved_go_live_at__isnull=False)
    one.approved_go_live_at = timezone.now() - HOUR
    one.content["go_live_at"] = one.approved_go_live_at.isoformat()
    one.save()
    return one


def headline(page) -> str:
    return json.loads(read_fact(f"article:{page.public_id}"))["headline"]


def test_a_draft_is_opened_whatever_was_deleted_since(editor, paper):
    page, lost = article(editor, paper), picture("The old quay")
    save(editor, page, title="Draft words", picture=lost.pk)
    lost.delete()
    answer = editor.get(edit_address(page))
    assert answer.status_code == 200 and "Draft words" in answer.content.decode()
    assert ArticlePage.objects.get().get_latest_revision_as_object().picture is None


def test_a_planned_version_whose_picture_is_gone_goes_out_without_it(editor, paper):
    page, lost = article(editor, paper), picture("The old quay")
    planned(editor, page, title="New words", picture=lost.pk)
    lost.delete()
    doors.publish_due(now=timezone.now())
    assert headline(page) == "New words" and ArticlePage.objects.get().picture is None


def test_a_planned_version_with_a_figure_that_is_gone_goes_out_without_the_figure(editor, paper):
    page, lost = article(editor, paper), picture("The old quay")
    figure = {"picture": lost.pk, "alt": "", "caption": rich_text("")}
    planned(editor, page, title="New words", body=streamfield([("figure", figure), ("text", rich_text("<p>Yes.</p>"))]))
    lost.delete()
    assert editor.get(edit_address(page)).status_code == 200
    doors.publish_due(now=timezone.now())
    assert headline(page) == "New words" and "figure" not in read_fact(f"article:{page.public_id}")


def test_a_version_that_cannot_go_out_keeps_no_other_back_and_the_desk_says_so(editor, paper, monkeypatch, caplog):
    bad, good = article(editor, paper, "Bad"), article(editor, paper, "Good")
    broken = planned(editor, bad, title="Bad, new")
    planned(editor, good, title="Good, new")
    publish = Revision.publish

    def stumble(self, *given, **named):
        if self.pk == broken.pk:
            raise RuntimeError("what nobody foresaw")
        return publish(self, *given, **named)

    monkeypatch.setattr(Revision, "publish", stumble)
    for _ in range(3):
        doors.publish_due(now=timezone.now())
    assert (headline(bad), headline(good)) == ("Bad", "Good, new")
    first = editor.get("/").content.decode()
    assert "Could not go out at the hour" in first and "RuntimeError: what nobody foresaw" in first
    said = [one.getMessage() for one in caplog.records if "cannot go out" in one.getMessage()]
    assert len(said) == 1 and "RuntimeError" in said[0] and "Bad" not in said[0]
    history = editor.get(reverse("wagtailadmin_pages:history", args=[bad.pk])).content.decode()
    assert history.count("Could not go out at its hour: RuntimeError") == 1
    monkeypatch.undo()
    doors.publish_due(now=timezone.now())
    assert headline(bad) == "Bad, new"
    assert "Could not go out" not in editor.get("/").content.decode()


@pytest.mark.parametrize("where", ["lead", "body", "gallery", "plan"])
def test_a_picture_that_a_draft_names_is_not_deleted_and_the_article_is_named(editor, paper, where):
    page, kept = article(editor, paper), picture("The old quay")
    figure = {"picture": kept.pk, "alt": "", "caption": rich_text("")}
    if where == "plan":
        planned(editor, page, title="Draft words", picture=kept.pk)
    elif where == "lead":
        save(editor, page, title="Draft words", picture=kept.pk)
    elif where == "body":
        save(editor, page, title="Draft words", body=streamfield([("figure", figure)]))
    else:
        draft = page.get_latest_revision_as_object()
        draft.title, draft.body = "Draft words", [("gallery", [{"picture": kept, "alt": "", "caption": ""}])]
        draft.save_revision()
    for address in (
        reverse("wagtailimages:delete", args=[kept.pk]),
        reverse("wagtail_bulk_action", args=["newsroom", "picture", "delete"]) + f"?id={kept.pk}",
    ):
        told = editor.post(address).content.decode()
        assert "Draft words" in told and edit_address(page) in told
    assert Picture.objects.filter(pk=kept.pk).exists()


def test_a_picture_that_no_draft_names_is_deleted_as_ever(editor, paper):
    article(editor, paper)
    first, second = picture("One"), picture("Two")
    editor.post(reverse("wagtailimages:delete", args=[first.pk]))
    editor.post(reverse("wagtail_bulk_action", args=["newsroom", "picture", "delete"]) + f"?id={second.pk}")
    assert not Picture.objects.exists()


def test_a_recording_that_a_draft_names_is_not_deleted(editor, paper):
    page = article(editor, paper)
    sound = Recording(title="Tide", file=ContentFile((MEDIA / "speech.mp3").read_bytes(), name="a.mp3"))
    sound.save()
    save(editor, page, title="Draft words", kind="audio", recording=sound.pk)
    for address in (
        reverse("wagtailsnippets_newsroom_recording:delete", args=[sound.pk]),
        reverse("wagtail_bulk_action", args=["newsroom", "recording", "delete"]) + f"?id={sound.pk}",
    ):
        assert "Draft words" in editor.post(address).content.decode()
    sound.refresh_from_db()
    sound.delete()
    assert editor.get(edit_address(page)).status_code == 200


def test_a_picture_of_a_live_entry_is_not_deleted(editor, paper):
    page = paper.add_child(instance=ArticlePage(title="The storm", kind="live", locale=paper.locale))
    kept = picture("The old quay")
    add_entry(page, LiveEntry(text="Water.", picture=kept), timezone.now())
    for address in (
        reverse("wagtailimages:delete", args=[kept.pk]),
        reverse("wagtail_bulk_action", args=["newsroom", "picture", "delete"]) + f"?id={kept.pk}",
    ):
        told = editor.post(address)
        assert told.status_code == 200 and "The storm" in told.content.decode()


def test_who_may_not_open_an_article_is_not_told_its_name(editor, paper):
    page, kept = article(editor, paper), picture("The old quay")
    save(editor, page, title="Secret draft", picture=kept.pk)
    from tamizdat.newsroom.models import SectionPage

    elsewhere = paper.get_parent().add_child(instance=SectionPage(title="Culture", locale=paper.locale))
    other = person("editor", "omid", elsewhere)
    told = other.post(reverse("wagtailimages:delete", args=[kept.pk])).content.decode()
    assert "1 article that you may not open" in told and "Secret draft" not in told
    assert Picture.objects.filter(pk=kept.pk).exists()
