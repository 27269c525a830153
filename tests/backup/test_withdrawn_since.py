"""A backup does not know what was withdrawn after it: a mirror has to tell, or a person, or nothing is pressed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tamizdat.core.trust.retractions import RETRACTIONS, Retractions
from tamizdat.core.trust.sign import Versions
from tamizdat.project.withdrawn_since import AHEAD, ask_mirrors
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.restored import Restored, read_restored, write_restored
from tests.reading.edition import NOW, Edition, KeyRing, make_edition, make_root, sign

GONE = "/en/2026/01/gone.html"


def edition(number: int, *withdrawn: str) -> Edition:
    versions = Versions(number, number, number * 10)
    made = make_edition(number=number, versions=versions)
    if not withdrawn:
        return made
    listed = Retractions().change(number, withdrawn, []).to_bytes()
    return sign(made, versions=versions, others={RETRACTIONS: listed})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """As it comes out of a backup that was made at edition 2."""
    home = Home(tmp_path / "home")
    home.keys.mkdir(parents=True)
    home.settings_file.write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n')
    (home.keys / "1.root.json").write_bytes(make_root(KeyRing()))
    write_restored(home.restored, Restored(edition(2).manifest.to_bytes().decode(), 2, 2, 20))
    return home


def mirror(tmp_path: Path, one: Edition) -> str:
    return str(one.write(tmp_path / f"mirror-{one.manifest.edition}"))


def test_a_newer_edition_tells_what_was_withdrawn_and_where_numbers_go_on(home: Home, tmp_path: Path) -> None:
    since = ask_mirrors(home, [mirror(tmp_path, edition(3, GONE))], "", NOW, tmp_path)
    assert (since.edition, since.restored.awaits) == (3, False)
    assert (since.restored.targets, since.restored.timestamp) == (3, 30)
    assert "withdrawn" in since.restored.retractions


def test_a_mirror_that_is_older_than_the_backup_tells_nothing(home: Home, tmp_path: Path) -> None:
    since = ask_mirrors(home, [mirror(tmp_path, edition(1))], "", NOW, tmp_path)
    assert since.restored.awaits
    assert "older than the backup" in since.said[0]


def test_a_mirror_of_somebody_else_is_not_believed(home: Home, tmp_path: Path) -> None:
    other = make_edition(ring=KeyRing(edition="thief", timestamp="thief"), number=9, versions=Versions(9, 9, 9))
    since = ask_mirrors(home, [mirror(tmp_path, other)], "", NOW, tmp_path)
    assert since.restored.awaits


def test_nothing_is_pressed_while_nobody_has_told(home: Home, tmp_path: Path) -> None:
    since = ask_mirrors(home, [], "", NOW, tmp_path)  # no address is known, none was named
    write_restored(home.restored, since.restored)
    with pytest.raises(RefusedError, match="withdrawn"):
        read_restored(home.restored)


def test_a_person_may_say_that_nothing_was_withdrawn_and_numbers_jump(home: Home, tmp_path: Path) -> None:
    since = ask_mirrors(home, [], "", NOW, tmp_path, without=True)
    assert (since.restored.awaits, since.restored.timestamp) == (False, 20 + AHEAD)


def test_a_newsroom_whose_last_edition_could_not_be_read_waits_as_well(home: Home, tmp_path: Path) -> None:
    write_restored(home.restored, Restored("", 0, 0, 0))
    assert ask_mirrors(home, [], "", NOW, tmp_path).restored.awaits
    (home.keys / "1.root.json").unlink()  # but one that never had a root never published anything
    assert not ask_mirrors(home, [], "", NOW, tmp_path).restored.awaits
