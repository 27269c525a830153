"""Live coverage, recordings and series come back from an edition's facts, byte for byte."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tamizdat.newsroom import doors
from tamizdat.newsroom.export_articles import export_articles
from tamizdat.newsroom.formats.live import add_entry, coverage_of
from tamizdat.newsroom.formats.models import SeriesPart
from tamizdat.newsroom.models import ArticlePage, FrontPage, LiveEntry, Pick, Picture, Recording, Series
from tests.newsroom.bring import NOW, accept, facts, page
from tests.newsroom.rich import rich_archive
from tests.newsroom.test_restore import read_picture, rows, wipe

pytestmark = pytest.mark.usefixtures("newsroom")
MEDIA = Path(__file__).with_name("media")


@pytest.fixture
def paper(newsroom: None) -> None:
    """An archive, and beside it live coverage, an episode, a series, and a front that editors filled."""
    accept(*rich_archive())
    doors.publish_accepted(now=NOW)
    one, other = page("full"), page("later")
    section = one.get_parent().specific
    recording = Recording(title="The tide", file=ContentFile((MEDIA / "speech.mp3").read_bytes(), "speech.mp3"))
    recording.save()
    section.add_child(
        instance=ArticlePage(title="Ep 1", kind="audio", locale=one.locale, recording=recording,
                             chapters="0:00 Ebb\n1:05:00 Flood — **no** bold", transcript="First.\nSecond.")
    )  # fmt: skip
    live = section.add_child(instance=ArticlePage(title="The storm", kind="live", locale=one.locale))
    coverage = coverage_of(live)
    coverage.points = "Two piers gone.\nNobody is hurt."
    coverage.save()
    for minute, text in enumerate(
        ("Water **over** [the pier](https://pier.example/a)\nand on.", "a ** b [x](y) <i> & c")
    ):
        add_entry(
            live,
            LiveEntry(text=text, picture=Picture.objects.first(), picture_alt="The pier", pinned=minute == 1),
            timezone.now() + timedelta(minutes=minute),
        )
    series = Series.objects.create(name="The piers", description="Walks.", locale=one.locale)
    for number, article in enumerate((other, one)):
        SeriesPart.objects.create(series=series, article=article, sort_order=number)
    series.save()
    front = FrontPage.objects.get(locale=one.locale)
    Pick.objects.create(page=front, article=one, section=section, sort_order=0)
    Pick.objects.create(page=front, article=other, slot="The elections", sort_order=1)
    front.save()


def wipe_all() -> None:
    wipe()
    Recording.objects.all().delete()
    Series.objects.all().delete()


def test_all_of_it_is_in_the_facts(paper: None) -> None:
    values = {one["kind"]: one for name, one in facts().items() if name.startswith("article:") and one}
    assert values["live"]["live"]["points"] and len(values["live"]["live"]["entries"]) == 2
    assert values["audio"]["recording"]["extension"] == "mp3" and values["audio"]["chapters"]
    assert [one for one in facts() if one.startswith("series:")]
    assert "rooms" in facts()["front:en"] and "slots" in facts()["front:en"]


def test_a_restored_newsroom_says_the_same_byte_for_byte(paper: None) -> None:
    before = rows()
    wipe_all()
    doors.restore_facts([(name, json.loads(value)) for name, (value, _) in before.items()], read_picture)
    assert rows() == before
    assert Recording.objects.get().file.read()[:2] == b"\xff\xf3"


def test_the_next_entry_goes_on_where_the_last_one_stood(paper: None) -> None:
    carried = [(name, json.loads(value)) for name, (value, _) in rows().items()]
    wipe_all()
    doors.restore_facts(carried, read_picture)
    live = ArticlePage.objects.get(kind="live")
    entry = add_entry(live, LiveEntry(text="Ebb."), timezone.now() + timedelta(hours=1))
    assert entry.part == 1 and len(facts()[f"article:{live.public_id}"]["live"]["entries"]) == 3


def test_a_damaged_recording_is_named(paper: None) -> None:
    from tamizdat.shell.errors import RefusedError

    carried = [(name, json.loads(value)) for name, (value, _) in rows().items()]
    wipe_all()

    def damaged(digest: str, extension: str) -> bytes:
        return b"x" if extension == "mp3" else read_picture(digest, extension)

    with pytest.raises(RefusedError, match=r"recording .* is damaged"):
        doors.restore_facts(carried, damaged)


def test_the_export_carries_them(paper: None) -> None:
    lines = list(export_articles())
    roles = {body["role"] for line in lines for body in line["bodies"]}
    assert {"formats", "transcript"} <= roles
    [sound] = [one for line in lines for one in line.get("associations", ()) if one["rel"] == "recording"]
    name = sound["renditions"][0]["href"].removeprefix("media/")
    assert hashlib.sha256(read_picture(*name.split("."))).hexdigest() == name.partition(".")[0]
