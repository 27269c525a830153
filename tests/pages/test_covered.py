"""A hard picture is covered until a reader asks for it: without scripts, in lists and in feeds, and in Lynx."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from tamizdat.pages.units import make_unit
from tests.pages.facts import PICTURE, Answers, make_article, make_card, make_paper

WHY = "It shows a wounded man."
FIGURE = {"picture": PICTURE, "alt": "A man on a stretcher", "caption": "The pier", "sensitive": WHY}

FILM = {
    "id": "r" * 13, "title": "The pier", "credit": "Mia Sand", "digest": "d" * 64, "bytes": 12_400_000,
    "media_type": "video/mp4", "extension": "mp4", "seconds": 75,
}  # fmt: skip
SOUND = FILM | {"media_type": "audio/mpeg", "extension": "mp3"}


def printed(**changes: object) -> str:
    article = make_article(**changes)
    facts = make_paper() | {"article:" + "a" * 13: article}
    return make_unit("article:" + "a" * 13, Answers(facts))[0].data.decode()


def test_the_reason_stands_where_the_picture_would_and_the_picture_inside() -> None:
    html = printed(body=[{"type": "figure", **FIGURE}])
    found = re.search(r'<details class="veil"><summary>(.*?)</summary>(.*?)</details>', html, re.DOTALL)
    assert found and found[1] == f"{WHY} <b>Show the picture</b>"
    assert 'alt="A man on a stretcher"' in found[2] and "The pier" in found[2]


@pytest.mark.parametrize("where", ["lead", "gallery"])
def test_it_is_covered_wherever_it_stands_and_loaded_only_when_it_is_opened(where: str) -> None:
    body = [] if where == "lead" else [{"type": "gallery", "pictures": [FIGURE, {**FIGURE, "sensitive": ""}]}]
    html = printed(picture=FIGURE if where == "lead" else None, body=body)
    (covered,) = re.findall(r'<details class="veil".*?</details>', html, re.DOTALL)
    assert 'loading="lazy"' in covered and "open" not in covered.partition(">")[0]


def test_on_a_film_it_is_covered_too_and_the_film_stays_one_step_away() -> None:
    html = printed(kind="video", recording=FILM, picture=FIGURE)
    (covered,) = re.findall(r'<details class="veil".*?</details>', html, re.DOTALL)
    assert WHY in covered and "<img" in covered and "The pier" in covered and 'loading="lazy"' in covered
    rest = html.replace(covered, "").partition("<body")[2]
    assert "<img" not in rest and f'<a href="../../../media/{"d" * 64}.mp4" type="video/mp4"><b>' in rest
    assert "Mia Sand" in rest, "who made the film"


def test_the_notes_of_the_podcast_have_a_link_in_its_place() -> None:
    article = make_article(kind="audio", recording=SOUND, body=[{"type": "figure", **FIGURE}])
    facts = make_paper() | {"article:" + "a" * 13: article}
    facts["newest:podcast:en"] = [make_card(article, facts)]
    feed = make_unit("podcast:en", Answers(facts))[0].data.decode()
    assert WHY in feed and "Show the picture" in feed and "&lt;img" not in feed


def test_a_picture_that_is_not_hard_is_printed_as_ever() -> None:
    plain = {key: value for key, value in FIGURE.items() if key != "sensitive"}
    assert printed(picture=plain) == printed(picture={**plain, "sensitive": ""})
    assert "veil" not in printed(picture=plain).partition("<body")[2]


def test_a_feed_has_a_link_in_its_place() -> None:
    article = make_article(picture=FIGURE, body=[{"type": "figure", **FIGURE}])
    facts = make_paper() | {"article:" + "a" * 13: article}
    card = make_card(article, facts) | {"picture": None}
    facts |= {"newest:latest:en": [card], "extent:latest:en": {"pages": 1}, "cards:latest:en/1": [card]}
    feed = "".join(one.data.decode() for one in make_unit("feed:en", Answers(facts)))
    assert WHY in feed and "Show the picture" in feed
    assert "&lt;img" not in feed and "<img" not in feed


def test_every_language_says_it_itself() -> None:
    said = {}
    for file in Path(str(files("tamizdat.pages") / "words")).glob("*.toml"):
        said[file.stem] = tomllib.loads(file.read_text(encoding="utf-8"))["show_picture"]
    assert len(set(said.values())) == len(said) == 15


@pytest.mark.skipif(not shutil.which("lynx"), reason="Lynx is missing: tests/install_debian_packages.sh")
def test_who_reads_in_lynx_is_told_before_the_words_about_the_picture(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(printed(body=[{"type": "figure", **FIGURE}]), encoding="utf-8")
    seen = subprocess.run(
        ["lynx", "-dump", "-nolist", "-display_charset=utf-8", str(tmp_path / "a.html")],
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert seen.index(WHY) < seen.index("The pier")
