"""Nothing that was written is lost: versions, comparison, restoring, locks, comments, planned updates, expiry."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from wagtail.models import Comment, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tamizdat.newsroom import doors
from tamizdat.newsroom.models import ArticlePage, Byline, Fact, Picture, Topic
from tests.desk.conftest import jpeg
from tests.desk.people import person
from tests.desk.test_articles import form, write

HOUR = timedelta(hours=1)


def edit_address(article) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


def headline_public() -> str | None:
    row = Fact.objects.filter(name__startswith="article:", value__isnull=False).first()
    return json.loads(row.value)["headline"] if row else None


def plan(at) -> str:
    return localtime(at).strftime("%Y-%m-%d %H:%M")


@pytest.fixture
def article(editor, paper) -> ArticlePage:
    write(editor, paper, title="First words", **{"action-publish": "1"})
    return ArticlePage.objects.get()


def picture(title: str) -> Picture:
    from django.core.files.base import ContentFile

    one = Picture(title=title, description="A quay", credit="Staff", file=ContentFile(jpeg(), name="a.jpg"))
    one.save()
    return one


def test_two_versions_are_compared_down_to_bylines_topics_pictures_and_body(editor, paper, article):
    locale = paper.locale
    hask, mara = (Byline.objects.create(name=name, locale=locale) for name in ("Toben Hask", "Mara Quill"))
    tides, ships = (Topic.objects.create(name=name, locale=locale) for name in ("Tides", "Ships"))
    before, after = picture("The old quay"), picture("The new quay")

    def save(byline, topic, shown, words):
        body = streamfield(
            [
                ("text", rich_text(f"<p>{words}</p>")),
                ("figure", {"picture": shown.pk, "alt": words, "caption": rich_text(words)}),
            ]
        )
        editor.post(
            edit_address(article),
            form(
                title="First words",
                slug=article.slug,
                body=body,
                picture=shown.pk,
                picture_alt=words,
                article_bylines=inline_formset([{"byline": byline.pk}]),
                article_topics=inline_formset([{"topic": topic.pk}]),
            ),
        )
        return ArticlePage.objects.get().latest_revision_id

    first = save(hask, tides, before, "The rope was wet.")
    second = save(mara, ships, after, "The rope was dry.")
    address = reverse("wagtailadmin_pages:revisions_compare", args=[article.pk, first, second])
    page = editor.get(address).content.decode()
    for words in ("Toben Hask", "Mara Quill", "Tides", "Ships", "wet", "dry"):
        assert words in page, words
    assert "old quay" in page or before.file.name.rpartition("/")[2][:8] in page
    assert "There are no differences" not in page


def test_an_earlier_version_comes_back_with_its_names_and_keeps_its_public_place(editor, paper, article):
    before = ArticlePage.objects.get()
    first = before.latest_revision_id
    editor.post(edit_address(article), form(title="Worse words", slug=article.slug, **{"action-publish": "1"}))
    assert headline_public() == "Worse words"
    address = reverse("wagtailadmin_pages:revisions_revert", args=[article.pk, first])
    shown = editor.get(address).content.decode()
    assert "First words" in shown
    words = form(title="First words", slug=article.slug, revision=first, **{"action-publish": "1"})
    editor.post(edit_address(article), words)
    assert headline_public() == "First words"
    after = ArticlePage.objects.get()
    assert (after.path_public, after.sequence, after.public_id) == (
        before.path_public,
        before.sequence,
        before.public_id,
    )


def test_autosave_keeps_a_draft_without_a_word_and_readers_see_nothing(editor, article):
    data = form(title="Half a thought", slug=article.slug)
    answer = editor.post(edit_address(article), data, headers={"Accept": "application/json"})
    assert answer.status_code == 200 and answer.json()["success"]
    assert ArticlePage.objects.get().get_latest_revision_as_object().title == "Half a thought"
    assert headline_public() == "First words"


def test_a_planned_update_replaces_a_live_article_at_its_hour_and_once(editor, article):
    at = timezone.now() + HOUR
    words = form(title="New words", slug=article.slug, go_live_at=plan(at), **{"action-publish": "1"})
    editor.post(edit_address(article), words)
    assert headline_public() == "First words"
    assert "a new version replaces" in editor.get("/").content.decode()
    doors.publish_due(now=timezone.now())
    assert headline_public() == "First words"
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=timezone.now() - HOUR)
    latest = Revision.objects.latest("pk")
    latest.content["go_live_at"] = (timezone.now() - HOUR).isoformat()
    latest.save()
    doors.publish_due(now=timezone.now())
    assert headline_public() == "New words"
    editor.post(edit_address(article), form(title="Newest words", slug=article.slug, **{"action-publish": "1"}))
    doors.publish_due(now=timezone.now() + 5 * HOUR)
    assert headline_public() == "Newest words"


def test_a_plan_is_taken_back_before_it_is_changed_and_its_old_hour_counts_no_longer(editor, article):
    at = timezone.now() + HOUR
    words = form(title="New words", slug=article.slug, go_live_at=plan(at), **{"action-publish": "1"})
    editor.post(edit_address(article), words)
    refused = editor.post(edit_address(article), form(title="Other", slug=article.slug), follow=True).content.decode()
    assert "locked" in refused
    planned = Revision.objects.get(approved_go_live_at__isnull=False)
    editor.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[article.pk, planned.pk]))
    assert "nobody confirmed it" in editor.get("/").content.decode()
    doors.publish_due(now=timezone.now() + 5 * HOUR)
    assert headline_public() == "First words"


def test_an_article_that_expires_leaves_readers_and_does_not_come_back(editor, article):
    words = form(title="First words", slug=article.slug, expire_at=plan(timezone.now() + HOUR))
    editor.post(edit_address(article), {**words, "action-publish": "1"})
    assert "is taken from readers" in editor.get("/").content.decode()
    doors.publish_due(now=timezone.now() + 2 * HOUR)
    assert headline_public() is None and ArticlePage.objects.get().expired
    doors.publish_due(now=timezone.now())
    assert headline_public() is None


def test_a_locked_article_is_changed_by_nobody_else(editor, article):
    other = person("editor", "omid")
    editor.post(reverse("wagtailadmin_pages:lock", args=[article.pk]))
    page = other.get(edit_address(article)).content.decode()
    assert "locked" in page.lower()
    other.post(edit_address(article), form(title="Theirs", slug=article.slug))
    assert ArticlePage.objects.get().get_latest_revision_as_object().title == "First words"


def test_whoever_opens_an_article_sees_who_else_has_it_open(editor, article):
    other = person("editor", "omid")
    editor.get(edit_address(article))
    other.get(edit_address(article))
    first = other.get("/").content.decode()
    assert "Being written now" in first and "nina" in first and "omid" in first
    from wagtail.admin.models import EditingSession

    session = EditingSession.objects.get(user__username="omid")
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", article.pk, session.pk])
    assert "nina" in other.post(ping).json()["html"]


def test_a_remark_in_the_margin_is_kept_answered_and_resolved(editor, article):
    remark = {
        "text": "Says who?",
        "contentpath": "standfirst",
        "position": "",
        "resolved": "",
        "replies": inline_formset([]),
    }
    data = form(title="First words", slug=article.slug, comments=inline_formset([remark]))
    editor.post(edit_address(article), data)
    comment = Comment.objects.get()
    assert comment.text == "Says who?" and comment.user.username == "nina"
    assert "Says who?" in editor.get(edit_address(article)).content.decode()
    answered = {
        **remark,
        "id": comment.pk,
        "resolved": "on",
        "replies": inline_formset([{"text": "Two people."}]),
    }
    again = form(title="First words", slug=article.slug)
    again.update(nested_form_data({"comments": inline_formset([answered], initial=1)}))
    editor.post(edit_address(article), again)
    comment.refresh_from_db()
    assert comment.resolved_at and comment.replies.get().text == "Two people."
    article.get_latest_revision().publish()
    assert "Says who?" not in str(list(Fact.objects.values_list("value", flat=True)))
