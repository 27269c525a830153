"""The whole edition, decompressed and searched: of an embargoed article there is nothing in it."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.utils import timezone

from tamizdat.newsroom import doors
from tamizdat.newsroom.models import ArticlePage, Picture
from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import Newsroom, Press
from tamizdat.shell.home import Home
from tests.newsroom.test_embargo import beside, everything_about, hold, publish, section

pytestmark = pytest.mark.usefixtures("newsroom")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty public tree, with the pictures that were drawn for this newsroom."""
    home = Home(tmp_path)
    home.renditions.parent.mkdir(parents=True, exist_ok=True)
    settings.HOME.renditions.mkdir(parents=True, exist_ok=True)
    home.renditions.symlink_to(settings.HOME.renditions)
    return home


def press(home: Home) -> None:
    with open_memory(home.press / "press.sqlite3") as memory:
        report = Press(home, memory).press(Newsroom(doors.read_facts, ()), timezone.now())
    assert not report.held


def every_byte(home: Home) -> bytes:
    """Each file of every edition that is kept, as it lies there and decompressed, with its name."""
    found = []
    for file in sorted(home.folder.joinpath("editions").rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            found += [str(file).encode(), data, _plain(file.suffix, data)]
    return b"\n".join(found)


def _plain(suffix: str, data: bytes) -> bytes:
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    try:
        return brotli.decompress(data)
    except brotli.error:
        return b""


def traces(article: ArticlePage) -> set[str]:
    """All that would tell of it: words, addresses, ids, and the digests and sizes of its pictures."""
    told = {"xylograph", "deal-2", article.public_id, article.group}
    for name in (*article.article_topics.all(), *article.article_bylines.all()):
        told.add((getattr(name, "topic", None) or name.byline).public_id)
    for picture in Picture.objects.all():
        told |= {picture.public_id, picture.content_digest}
        for one in picture.renditions_public:
            told |= {one["digest"], f'"bytes":{one["bytes"]},'}
    return told


def found(article: ArticlePage, data: bytes) -> set[str]:
    return {one for one in traces(article) if re.search(re.escape(one.encode()), data, re.IGNORECASE)}


def test_no_byte_of_it_is_in_any_edition_until_it_lifts_and_then_it_is_there(home: Home) -> None:
    section()
    secret = everything_about("Xylograph")
    hold(secret)
    publish(secret)
    beside(secret)
    press(home)
    assert found(secret, every_byte(home)) == set()
    doors.publish_due(now=timezone.now() + timedelta(hours=2))
    press(home)
    # The search itself can find: everything but the number that another article never needed is there now.
    assert {"xylograph", secret.public_id} <= found(secret, every_byte(home))
    assert any(len(one) == 64 for one in found(secret, every_byte(home)))


def test_an_embargoed_article_changes_no_file_of_the_edition(home: Home) -> None:
    publish(everything_public())
    press(home)
    before = every_byte(home)
    secret = everything_about("Xylograph")
    hold(secret)
    publish(secret)
    with open_memory(home.press / "press.sqlite3") as memory:
        report = Press(home, memory).press(Newsroom(doors.read_facts, ()), timezone.now())
    assert not report.is_new
    assert every_byte(home) == before


def everything_public() -> ArticlePage:
    from tests.newsroom.test_embargo import draft

    return draft("A public article", body=[("text", "<p>Words.</p>")])
