"""``tamizdat verify FILE.html``, as whoever was sent a saved copy runs it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from tamizdat.core.trust.copy import compose_copy
from tamizdat.core.trust.retractions import RETRACTIONS, Retractions
from tamizdat.core.trust.sign import Versions
from tamizdat.reading.verify_command import verify
from tests.reading.edition import KeyRing, make_edition, sign
from tests.vectors.copy_base import BANNER, PAGE, TEXT, copy_edition

THEN = datetime.now(UTC) - timedelta(hours=3)


@pytest.fixture(scope="module")
def edition():
    return copy_edition(now=THEN, addresses=None)


@pytest.fixture
def copy(edition, tmp_path):
    file = tmp_path / "copy.html"
    file.write_bytes(compose_copy(PAGE, BANNER, edition.root, edition.read))
    return file


@pytest.fixture
def root(edition, tmp_path):
    file = tmp_path / "1.root.json"
    file.write_bytes(edition.root)
    return file


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(verify, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout


def test_a_copy_is_authentic_and_never_called_the_latest(copy, root):
    said = run(copy, "--root", root)
    assert said.startswith("AUTHENTIC") and "Whether it is the latest is not known" in said
    assert "CURRENT" not in said and "NOT checked" not in said
    assert f"{PAGE} of edition 1, signed on {THEN:%Y-%m-%d} at {THEN:%H:%M} UTC." in said
    answer = json.loads(run(copy, "--root", root, "--json"))
    assert abs((datetime.now(UTC) - THEN).total_seconds() - answer.pop("age_seconds")) < 60
    assert answer == {"verdict": "authentic", "edition": 1, "path": PAGE, "failures": []}


def test_without_a_root_it_says_plainly_what_was_not_checked(copy):
    assert "Whose page it is was NOT checked" in run(copy)


def test_a_word_that_was_changed_refuses_it(copy, root):
    copy.write_bytes(copy.read_bytes().replace(b"Front", b"Fr0nt"))
    said = run(copy, "--root", root, code=1)
    assert said.startswith("REFUSED") and "changed, added or taken away" in said


def test_a_copy_that_was_cut_on_the_way_says_so(copy, root):
    copy.write_bytes(copy.read_bytes()[:-500])
    assert "it was cut on the way" in run(copy, "--root", root, code=1)


def test_another_newsrooms_root_refuses_it(copy, tmp_path):
    other = tmp_path / "other.json"
    other.write_bytes(make_edition({}, ring=KeyRing(root=("x", "y"), timestamp="z"), now=THEN).root)
    answer = json.loads(run(copy, "--root", other, "--json", code=1))
    assert answer["failures"] == [{"file": "/tuf/1.root.json", "rule": "digest"}]


def newer(tmp_path, text=TEXT, gone=False, **how):
    """The next edition, in a folder."""
    made = copy_edition(text, now=THEN + timedelta(hours=1), number=2, addresses=None, versions=Versions(2, 2, 2))
    if gone:
        pages = {"/index.html": (b"<p>Only this", "text/html")}
        made = make_edition(pages, now=THEN + timedelta(hours=1), number=2, versions=Versions(2, 2, 2))
    if how:
        made = sign(made, now=THEN + timedelta(hours=1), versions=Versions(2, 2, 2), **how)
    return made.write(tmp_path / "newer")


def test_a_newer_edition_says_that_the_page_is_unchanged(copy, root, tmp_path):
    said = run(copy, "--root", root, "--at", newer(tmp_path))
    assert said.startswith("CURRENT") and "the newest edition has it unchanged" in said


def test_a_newer_edition_says_that_the_page_was_changed_or_is_gone(copy, root, tmp_path):
    said = run(copy, "--root", root, "--at", newer(tmp_path, TEXT.replace("Front", "First")))
    assert said.startswith("STALE") and "otherwise, or no more" in said
    assert run(copy, "--root", root, "--at", newer(tmp_path / "b", gone=True)).startswith("STALE")


def test_a_withdrawn_page_is_refused_and_asked_not_to_be_passed_on(copy, root, tmp_path):
    withdrawn = Retractions().change(2, [PAGE], []).to_bytes()
    tree = newer(tmp_path, gone=True, others={RETRACTIONS: withdrawn})
    said = run(copy, "--root", root, "--at", tree, code=1)
    assert said.startswith("REFUSED") and "has withdrawn this page. Please do not pass it on." in said


def test_a_mirror_that_is_behind_or_does_not_answer_has_nothing_to_say(copy, root, tmp_path):
    said = run(copy, "--root", root, "--at", "http://127.0.0.1:9/")
    assert said.startswith("AUTHENTIC") and "could not say" in said
    later = copy_edition(now=THEN, addresses=None, number=7)
    copy.write_bytes(compose_copy(PAGE, BANNER, later.root, later.read))
    assert run(copy, "--root", root, "--at", newer(tmp_path)).startswith("AUTHENTIC")
