"""Pictures at the desk: credited, described, and private as they were uploaded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

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


IPTC = Path(os.environ.get("TAMIZDAT_INPUT") or Path(__file__).parents[2] / "../shared/input") / "images-metadata"
needs_pictures = pytest.mark.skipif(not IPTC.is_dir(), reason=f"the real pictures are not at {IPTC}")


@needs_pictures
def test_what_a_file_says_of_its_maker_is_a_suggestion_and_is_kept_nowhere(editor):
    data = (IPTC / "exiftool-t" / "PhotoMechanic.jpg").read_bytes()
    file = SimpleUploadedFile("a.jpg", data, "image/jpeg")
    answer = editor.post(
        "/images/add/", {"file": file, "collection": "1", "title": "a", "description": "", "credit": ""}
    )
    words = answer.content.decode()
    assert "The file says: “Photographer / Credit”" in words and "endangers nobody" in words
    assert not Picture.objects.exists()
    head = SimpleUploadedFile("head", data[:500_000])
    told = editor.post(reverse("desk_picture_notes"), {"head": head}).json()
    assert (told["credit"], told["description"]) == ("Photographer / Credit", "Caption")


def test_a_stranger_is_told_nothing_of_a_file(stranger, password_only):
    for client in (stranger, password_only):
        head = SimpleUploadedFile("head", jpeg())
        assert client.post(reverse("desk_picture_notes"), {"head": head}).status_code == 302


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG drawing"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawing"),
        ("a.jpg", jpeg() + b"<script>alert(1)</script>", "a page with programs as well as a picture"),
        (
            "a.jpg",
            jpeg() + b"PK\x03\x04" + b"x" * 40 + b"PK\x05\x06" + b"\0" * 18,
            "a ZIP archive as well as a picture",
        ),
        ("a.jpg", jpeg()[:700], "damaged"),
        ("a.jpg", b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02", "million pixels"),
    ],
)
def test_what_is_more_or_less_than_a_picture_is_refused_in_words(editor, name, data, words):
    file = SimpleUploadedFile(name, data, "image/jpeg")
    answer = editor.post(
        "/images/add/", {"file": file, "collection": "1", "title": "a", "description": "b", "credit": "c"}
    )
    assert words in answer.content.decode()
    assert not Picture.objects.exists()


def test_what_is_covered_is_gone_from_every_file_that_readers_get(editor):
    upload(editor, protect="on", covered="0 0 100 50", cover_how="fill")
    picture = Picture.objects.get()
    assert picture.is_held
    folder = Path(settings.HOME.renditions)
    for one in picture.renditions_public:
        image = Image.open(folder / f"{one['digest']}.{one['extension']}").convert("RGB")
        red, green, blue = image.getpixel((image.width // 2, image.height // 4))
        assert max(abs(red - 96), abs(green - 96), abs(blue - 96)) < 8
        assert image.getpixel((image.width // 2, image.height * 7 // 8))[0] < 40


@pytest.mark.parametrize(
    "line", ["1 2 3", "10 10 95 10", "a b c d", "-1 0 5 5", "0 0 0 0", "100 10 0.5 10", "10 100 5 0.5"]
)
def test_a_rectangle_that_is_none_is_named(editor, line):
    answer = upload(editor, covered=f"1 1 2 2\n{line}")
    assert "is no rectangle" in answer.content.decode() and not Picture.objects.exists()


def test_a_focal_point_makes_a_card_around_it(editor):
    upload(editor, focal_point_x="300", focal_point_y="20", focal_point_width="10", focal_point_height="10")
    card = next(one for one in Picture.objects.get().renditions_public if one["use"] == "card")
    assert abs(card["width"] / card["height"] - 600 / 315) < 0.03 and card["bytes"] <= 14_000
