"""``tamizdat verify``, as whoever has only the root file runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from tamizdat.reading.verify_command import age_in_words, verify
from tamizdat.shell.errors import RefusedError
from tests.reading.edition import KeyRing, make_edition


@pytest.fixture
def edition():
    return make_edition(now=datetime.now(UTC) - timedelta(hours=3))


@pytest.fixture
def tree(edition, tmp_path):
    return edition.write(tmp_path / "tree")


@pytest.fixture
def root(edition, tmp_path):
    file = tmp_path / "1.root.json"
    file.write_bytes(edition.root)
    return str(file)


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(verify, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout


def run_json(*arguments: object, code: int = 0):
    return json.loads(run(*arguments, "--json", code=code))


def test_a_whole_edition_is_current(tree, root):
    said = run(tree, "--root", root)
    assert said.startswith("CURRENT") and "Edition 1, signed 3 hours ago." in said and "NOT" not in said


def test_the_answer_for_machines_has_exactly_four_keys(tree, root):
    answer = run_json(tree, "--root", root)
    assert answer.pop("age_seconds") in range(10_800, 10_900)
    assert answer == {"verdict": "current", "edition": 1, "failures": []}


def test_without_a_root_it_says_plainly_what_was_not_checked(tree):
    said = run(tree)
    assert "Whose edition it is was NOT checked" in said and "anyone can make" in said


def test_a_changed_file_is_named_with_its_rule(tree, root):
    (tree / "index.html").write_bytes((tree / "index.html").read_bytes().replace(b"Lamp", b"Damp"))
    (tree / "added.html").write_bytes(b"")
    said = run(tree, "--root", root, code=1)
    assert said.startswith("REFUSED") and "CURRENT" not in said
    assert "/index.html was changed" in said and "[digest]" in said
    assert "/added.html does not belong to the edition" in said and "[extra]" in said
    failures = run_json(tree, "--root", root, code=1)["failures"]
    assert failures == [{"file": "/added.html", "rule": "extra"}, {"file": "/index.html", "rule": "digest"}]


def test_a_long_list_of_failures_is_cut_for_people_not_for_machines(tree, root):
    for number in range(30):
        (tree / f"{number}.bak").write_bytes(b"")
    assert "and 10 more" in run(tree, "--root", root, code=1)
    assert len(run_json(tree, "--root", root, code=1)["failures"]) == 30


def test_a_stale_edition_is_said_to_be_the_newsrooms_words(tmp_path):
    old = make_edition(now=datetime.now(UTC) - timedelta(days=9))
    said = run(old.write(tmp_path / "old"))
    assert said.startswith("STALE") and "perhaps not the newest" in said and "9 days ago" in said
    assert run_json(tmp_path / "old")["verdict"] == "stale"


def test_another_newsrooms_root_refuses_it(tree, tmp_path):
    other = tmp_path / "other.json"
    other.write_bytes(make_edition({}, ring=KeyRing(root=("x", "y"), timestamp="z"), now=datetime.now(UTC)).root)
    assert run_json(tree, "--root", other, code=1) == {
        "verdict": "refused",
        "edition": None,
        "age_seconds": None,
        "failures": [{"file": "/tuf/timestamp.json", "rule": "signature"}],
    }


def test_a_root_file_that_is_none_is_named(tree, tmp_path):
    (tmp_path / "x.json").write_bytes(b"{}")
    assert "The root file is not written as an edition must be" in run(tree, "--root", tmp_path / "x.json", code=1)


@pytest.mark.parametrize("page", ["index.html", "fa/خبر.html", "p/a.webp"])
def test_one_page_of_a_folder(tree, root, page):
    (tree / "twin.html").unlink()
    assert run(tree / page, "--root", root).startswith("CURRENT")
    assert "This page" in run(tree / page)


def test_a_page_that_was_removed_or_added(tree, root):
    (tree / "twin.html").unlink()
    (tree / "lie.html").write_bytes(b"")
    assert run_json(tree / "twin.html", "--root", root, code=1)["failures"] == [
        {"file": "/twin.html", "rule": "missing"}
    ]
    assert run_json(tree / "lie.html", "--root", root, code=1)["failures"] == [{"file": "/lie.html", "rule": "absent"}]


def test_a_folder_within_an_edition_stands_for_its_front_page(tree, root):
    assert run_json(tree / "en", "--root", root, code=1)["failures"] == [{"file": "/en/", "rule": "absent"}]


def test_a_tree_reached_by_a_link_is_the_tree(tree, root, tmp_path):
    (tmp_path / "current").symlink_to(tree)
    assert run(tmp_path / "current", "--root", root).startswith("CURRENT")
    assert run(tmp_path / "current" / "index.html", "--root", root).startswith("CURRENT")


def test_an_edition_without_its_root_is_refused_by_name(tree):
    (tree / "tuf" / "1.root.json").unlink()
    assert run_json(tree, code=1)["failures"] == [{"file": "/tuf/1.root.json", "rule": "missing"}]


def test_what_is_no_edition_gets_one_line(tmp_path, root):
    assert run_json(tmp_path, "--root", root, code=1)["failures"] == [
        {"file": "/tuf/timestamp.json", "rule": "missing"}
    ]
    with pytest.raises(RefusedError, match="neither a folder nor a file"):
        run(tmp_path / "nothing.html", "--root", root)


def test_an_address_that_nobody_answers_is_refused(root):
    answer = run_json("http://127.0.0.1:9/", "--root", root, code=1)
    assert answer["failures"][0]["rule"] == "unreachable"


def test_it_works_without_django(tree):
    code = (
        "import sys; from tamizdat.project.command_line import main; sys.argv = ['tamizdat', 'verify', sys.argv[1]]\n"
        "try: main()\nexcept SystemExit as end: assert not end.code, end.code\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] in ('django', 'wagtail')]"
    )
    subprocess.run([sys.executable, "-c", code, str(tree)], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "less than a minute"), (60, "1 minute"), (7199, "1 hour"), (7200, "2 hours"), (10**8, "1,157 days")],
)
def test_an_age_in_words(seconds, words):
    assert age_in_words(seconds) == words


def test_where_nobody_answers_nothing_is_called_a_forgery(root):
    said = run("http://127.0.0.1:9/", "--root", root, code=1)
    assert said.startswith("NOT CHECKED") and "REFUSED" not in said
    assert "could not be read" in said
