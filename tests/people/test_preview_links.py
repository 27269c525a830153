"""A draft for somebody without an account: that draft, until its hour, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tamizdat.newsroom.desk.preview import preview_page
from tests.desk.conftest import jpeg
from tests.desk.test_second_factor import is_closed
from tests.people.conftest import join, log_in


@pytest.fixture
def draft(paper):
    from tamizdat.newsroom.models import ArticlePage, Picture

    picture = Picture.objects.create(
        title="Quay", file=ContentFile(jpeg(), "quay.jpg"), credit="By us", description="Q"
    )
    page = ArticlePage(title="The ferry waited", locale=paper.locale, live=False, picture=picture)
    page.body = [{"type": "text", "value": "<p>It waited until dawn.</p>"}]
    paper.add_child(instance=page)
    page.save_revision()
    return page


def the_page_of(shown: str) -> str:
    """Without the banner, and wherever its files lie."""
    return re.sub(r"/preview-files/|/shown/[^/]+/files/", "", re.search(r"<main.*</main>", shown, re.S)[0])


def make_link(editor, page, **words) -> str:
    answer = editor.post(f"/drafts/{page.pk}/links/", {"hours": "24", **words})
    found = re.search(r'id="link">http://testserver(/shown/[^<]+)<', answer.content.decode())
    return found[1] if found else ""


def test_a_stranger_with_the_link_sees_the_draft_as_it_would_be_printed(editor, draft, stranger, monkeypatch):
    moment = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)  # an undated draft bears the hour of its preview
    page = stranger.get(make_link(editor, draft))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Draft, not published" in text
    assert "It waited until dawn." in text
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    at_the_desk = preview_page(draft.get_latest_revision_as_object(), "").content.decode()
    assert the_page_of(text) == the_page_of(at_the_desk)
    assert not stranger.cookies.get("newsroom")


def test_its_pictures_come_with_the_link_and_no_other_file_does(editor, draft, stranger):
    link = make_link(editor, draft)
    text = stranger.get(link).content.decode()
    assert "/preview-files/" not in text
    [picture, *_] = re.findall(rf"{re.escape(link)}files/pictures/[0-9a-f]+\.jpe?g", text)
    assert stranger.get(picture).status_code == 200
    other = re.sub(r"[0-9a-f]{64}", "0" * 64, picture)
    assert stranger.get(other).status_code == 404
    assert is_closed(stranger.get(picture.replace(f"{link}files", "/preview-files")))


def test_the_link_opens_nothing_else(editor, draft, stranger):
    stranger.get(make_link(editor, draft))
    for address in ("/", f"/pages/{draft.pk}/edit/", f"/pages/{draft.pk}/edit/preview/", "/drafts/1/links/"):
        assert is_closed(stranger.get(address)), address


def test_after_its_hour_there_is_nothing(editor, draft, stranger, monkeypatch):
    link = make_link(editor, draft)
    later = timezone.now() + timedelta(hours=24, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert stranger.get(link).status_code == 404


def test_taken_back_there_is_nothing_at_once(editor, draft, stranger):
    from tamizdat.newsroom.people.models import PreviewLink

    link = make_link(editor, draft)
    editor.post(f"/drafts/{draft.pk}/links/", {"take_back": PreviewLink.objects.get().pk})
    assert stranger.get(link).status_code == 404


def test_a_link_that_was_changed_by_a_letter_opens_nothing(editor, draft, stranger):
    link = make_link(editor, draft)
    token = link.split("/")[2]
    changed = ("A" if token[0] != "A" else "B") + token[1:]
    assert stranger.get(link.replace(token, changed)).status_code == 404


def test_the_database_holds_no_link_that_works(editor, draft):
    from tamizdat.newsroom.people.models import PreviewLink

    token = make_link(editor, draft).split("/")[2]
    kept = str(PreviewLink.objects.values_list().get())
    assert len(token) > 40 and token not in kept and sha256(token.encode()).hexdigest() in kept


def test_an_embargoed_article_is_shown_only_when_it_was_asked_twice(editor, draft, stranger):
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision()
    draft.save()
    assert make_link(editor, draft) == ""
    link = make_link(editor, draft, embargoed="show")
    assert "It waited until dawn." in stranger.get(link).content.decode()


def test_a_link_made_before_the_embargo_shows_nothing_under_it(editor, draft, stranger):
    link = make_link(editor, draft)
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision()
    assert stranger.get(link).status_code == 404


def test_somebody_who_may_not_change_the_article_makes_no_link(draft):
    from django.contrib.auth.models import User

    omid = join("omid")
    client = log_in(omid)
    User.objects.get(username="omid").groups.clear()
    assert is_closed(client.post(f"/drafts/{draft.pk}/links/", {"hours": "24"}))
    assert Client().get("/drafts/1/links/").status_code == 302


def test_a_link_to_an_article_that_was_withdrawn_opens_nothing(editor, draft, stranger):
    draft.save_revision().publish()
    link = make_link(editor, draft)
    assert stranger.get(link).status_code == 200
    editor.post(reverse("desk_withdraw", args=[draft.pk]), {"reason": "safety"})
    assert stranger.get(link).status_code == 404
