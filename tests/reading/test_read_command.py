"""``tamizdat read``, as somebody without a browser reads the paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tamizdat.core.trust.sign import Versions
from tamizdat.reading.read_command import read
from tamizdat.shell.errors import RefusedError
from tests.hostile.mirror import Mirror, dead, inject, running
from tests.reading.edition import Edition, make_edition, make_pages

PAGE = "/en/2026/01/story-12.html"
WORDS = make_pages()[PAGE][0]
FRESH = datetime.now(UTC) - timedelta(hours=3)


def numbered(number: int) -> Edition:
    return make_edition(number=number, versions=Versions(number, number, number), now=FRESH)


FIRST, SECOND = numbered(1), numbered(2)


@pytest.fixture
def site() -> Iterator[Mirror]:
    with running(SECOND.files) as one:
        yield one


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with running(SECOND.files) as one:
        yield one


@pytest.fixture
def root(tmp_path: Path) -> Path:
    file = tmp_path / "1.root.json"
    file.write_bytes(FIRST.root)
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(read, [str(one) for one in arguments], catch_exceptions=False)


def test_a_page_goes_out_and_what_was_checked_is_said_beside_it(site: Mirror, root: Path) -> None:
    answer = run(PAGE, "--from", site.address, "--root", root)
    assert answer.exit_code == 0 and answer.stdout_bytes == WORDS
    assert answer.stderr == "CURRENT: edition 2, signed 3 hours ago, from the site.\n"


def test_a_mirror_helps_when_the_site_lies(site: Mirror, mirror: Mirror, root: Path) -> None:
    site.trick = inject
    answer = run(PAGE, "--from", site.address, "--from", mirror.address, "--root", root, "--json")
    said = json.loads(answer.stdout)
    assert answer.exit_code == 0 and said["text"].encode() == WORDS
    assert (said["verdict"], said["source"]) == ("current", "mirror")


def test_nothing_goes_out_when_nobody_has_the_words(site: Mirror, root: Path) -> None:
    site.trick = dead
    answer = run(PAGE, "--from", site.address, "--root", root)
    assert answer.exit_code == 1 and answer.stdout == ""
    assert answer.stderr.startswith(f"REFUSED: {PAGE}\n  {site.address}") and "[unreachable]" in answer.stderr


def test_that_there_is_no_such_page_is_proved(site: Mirror, root: Path) -> None:
    answer = run("/en/never.html", "--from", site.address, "--root", root)
    assert answer.exit_code == 1 and answer.stdout == "" and "list proves it" in answer.stderr


def test_with_a_memory_an_older_edition_is_refused(site: Mirror, root: Path, tmp_path: Path) -> None:
    memory = tmp_path / "memory.json"
    assert run(PAGE, "--from", site.address, "--root", root, "--memory", memory).exit_code == 0
    assert PAGE not in memory.read_text()
    with running(FIRST.files) as old:
        assert run(PAGE, "--from", old.address, "--root", root).exit_code == 0
        answer = run(PAGE, "--from", old.address, "--root", root, "--memory", memory)
    assert answer.exit_code == 1 and answer.stdout == "" and "[version]" in answer.stderr


def test_a_path_is_written_as_a_person_writes_it(site: Mirror, root: Path) -> None:
    pages = make_pages()
    answer = run("/fa/خبر.html", "--from", site.address, "--root", root)
    assert answer.stdout_bytes == pages["/fa/%D8%AE%D8%A8%D8%B1.html"][0]
    with pytest.raises(RefusedError, match="is no path of a page"):
        run("en/../secret", "--from", site.address, "--root", root)


def test_a_list_of_somebody_else_is_not_taken(site: Mirror, root: Path, tmp_path: Path) -> None:
    (tmp_path / "list.json").write_bytes(b'{"signatures":[],"signed":{}}')
    with pytest.raises(RefusedError, match=r"list\.json is not taken"):
        run(PAGE, "--from", site.address, "--root", root, "--list", tmp_path / "list.json")
