"""Pictures at the desk: credited, described, and private as they were uploaded."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tamizdat.newsroom.models import Picture
from tests.desk.conftest import jpeg


def upload(editor, **words):
    file = SimpleUploadedFile("from-the-pier.jpg", jpeg(), "image/jpeg")
    words = {"title": "Pier", "description": "A pier at dusk", "credit": "The Lamp", **words}
    return editor.post("/images/add/", {"file": file, "collection": "1", **words})


@pytest.mark.parametrize("missing", ["credit", "description"])
@pytest.mark.parametrize("words", ["", "   "])
def test_a_picture_without_credit_or_description_is_refused_and_the_form_says_why(editor, missing, words):
    answer = upload(editor, **{missing: words})
    assert not Picture.objects.exists()
    assert ("hear this instead" if missing == "description" else "without a credit") in answer.content.decode()


def test_several_pictures_at_once_wait_for_their_words(editor):
    file = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    answer = editor.post(reverse("wagtailimages:add_multiple"), {"title": "a", "files[]": file, "collection": "1"})
    assert answer.json()["success"] is True
    assert not Picture.objects.exists()


@pytest.fixture
def original(editor):
    """The address of an uploaded file."""
    upload(editor)
    return Picture.objects.get().file.url


def test_an_editor_sees_the_original(editor, original):
    answer = editor.get(original)
    assert answer.content == jpeg()
    assert "no-store" in answer["Cache-Control"]


def test_originals_are_refused_to_strangers(original, stranger):
    assert stranger.get(original).status_code == 302


def test_originals_are_refused_to_a_password_alone(original, password_only):
    assert password_only.get(original).status_code == 302


def test_public_renditions_are_for_editors_too_while_they_are_not_published(editor, original, stranger):
    rendition = Picture.objects.get().renditions_public[0]
    address = f"/preview-files/pictures/{rendition['digest']}.{rendition['extension']}"
    assert editor.get(address).status_code == 200
    assert stranger.get(address).status_code == 302


@pytest.mark.parametrize(
    "name", ["../tamizdat.toml", "..%2f..%2fetc%2fpasswd", "%2e%2e/keys/newsroom-sessions.key", ""]
)
def test_no_name_leads_out_of_the_folders_of_pictures(editor, name):
    assert editor.get(f"/originals/{name}").status_code == 404
    assert editor.get(f"/preview-files/pictures/{name}").status_code == 404
