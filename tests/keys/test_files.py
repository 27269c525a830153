"""Keys in the home: sealed, private, and never lost."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tamizdat.keys.files import make_keys, read_keys
from tamizdat.keys.first_root import make_first_root
from tamizdat.keys.key_file import public_of
from tamizdat.shell.errors import HomeError, RefusedError
from tamizdat.shell.home import Home
from tests.keys.newsroom import NOW, Dead, dies_at, make_home


def plain_keys(home: Home) -> dict[str, str]:
    """Keys as earlier versions made them; their public halves."""
    home.keys.mkdir(mode=0o700)
    publics = {}
    for name in ("root-1", "root-2", "root-3", "edition", "timestamp"):
        private = Ed25519PrivateKey.generate()
        file = home.keys / f"{name}.pem"
        file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.chmod(0o600)
        publics[name] = private.public_key().public_bytes_raw().hex()
    return publics


def test_no_key_lies_in_the_home_unencrypted(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    make_first_root(home, NOW)
    for file in home.keys.iterdir():
        assert b"PRIVATE KEY" not in file.read_bytes()
        assert file.name == "1.root.json" or file.stat().st_mode & 0o077 == 0 or file.name == ".lock"


def test_a_copy_of_the_home_alone_cannot_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home(tmp_path / "home")
    make_first_root(home, NOW)
    copy = Home(Path(shutil.copytree(home.folder, tmp_path / "stolen")))
    monkeypatch.setenv("TAMIZDAT_KEYS_PASSPHRASE_FILE", str(tmp_path / "elsewhere"))
    with pytest.raises(RefusedError, match="is missing: it holds the passphrase"):
        read_keys(copy)
    (tmp_path / "elsewhere").write_text("a guess of the thief that is long enough")
    (tmp_path / "elsewhere").chmod(0o600)
    with pytest.raises(RefusedError, match="does not open with the passphrase"):
        read_keys(copy)


def test_without_a_word_the_passphrase_lies_in_the_configuration_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAMIZDAT_KEYS_PASSPHRASE_FILE")
    make_first_root(make_home(tmp_path / "home"), NOW)
    file = tmp_path / "config" / "tamizdat" / "keys.passphrase"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert len(file.read_text().strip()) >= 43


def test_the_settings_come_before_the_environment(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", settings='[keys]\npassphrase_file = "beside.passphrase"\n')
    make_first_root(home, NOW)
    assert (home.folder / "beside.passphrase").exists()
    assert not (tmp_path / "machine.passphrase").exists()


def test_settings_that_name_no_file_are_refused(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", settings="[keys]\npassphrase_file = 7\n")
    with pytest.raises(HomeError, match=r"\[keys\] passphrase_file is a file"):
        make_first_root(home, NOW)


def test_a_passphrase_for_machines_that_a_person_thought_of_is_refused(tmp_path: Path) -> None:
    (tmp_path / "machine.passphrase").write_text("summer 2026")
    (tmp_path / "machine.passphrase").chmod(0o600)
    with pytest.raises(RefusedError, match="holds 11 characters"):
        make_first_root(make_home(tmp_path / "home"), NOW)


@pytest.mark.parametrize(("name", "mode", "mends"), [
    ("keys/edition.key", 0o640, "chmod 600"), ("keys/timestamp.key", 0o604, "chmod 600"), ("keys", 0o750, "chmod 700"),
    ("keys", 0o705, "chmod 700"), ("../machine.passphrase", 0o644, "chmod 600"),
])  # fmt: skip
def test_what_others_can_read_is_refused_with_the_command_that_mends_it(
    tmp_path: Path, name: str, mode: int, mends: str
) -> None:
    home = make_home(tmp_path / "home")
    make_first_root(home, NOW)
    file = (home.folder / name).resolve()
    file.chmod(mode)
    with pytest.raises(RefusedError) as error:
        read_keys(home)
    assert f"{mends} {file}" in str(error.value)
    file.chmod(int(mends[-3:], 8))
    assert read_keys(home)


def test_keys_of_an_earlier_version_are_sealed_at_the_next_use(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    publics = plain_keys(home)
    keys = read_keys(home)
    assert public_of(keys.edition) == publics["edition"]
    assert [public_of(one) for one in keys.roots] == [publics[f"root-{n}"] for n in (1, 2, 3)]
    assert not list(home.keys.glob("*.pem"))


def test_no_key_is_lost_when_the_power_goes_while_they_are_sealed(tmp_path: Path) -> None:
    for number in range(1, 100):
        home = make_home(tmp_path / f"home{number}")
        publics = plain_keys(home)
        with dies_at(number) as count, suppress(Dead):
            read_keys(home)
        keys = read_keys(home)
        assert {public_of(keys.edition), public_of(keys.timestamp)} == {publics["edition"], publics["timestamp"]}
        assert {public_of(one) for one in keys.roots} == {publics[f"root-{n}"] for n in (1, 2, 3)}
        if count() < number:
            break
    assert number > 20


def test_two_different_keys_under_one_name_are_refused(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    plain_keys(home)
    (home.keys / "edition.pem").replace(tmp_path / "old.pem")
    make_keys(home, NOW)
    (tmp_path / "old.pem").replace(home.keys / "edition.pem")
    with pytest.raises(RefusedError, match="two different keys"):
        read_keys(home)
    assert (home.keys / "edition.pem").exists() and (home.keys / "edition.key").exists()


def test_a_loose_plain_key_is_refused_before_it_is_touched(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    plain_keys(home)
    (home.keys / "edition.pem").chmod(0o644)
    with pytest.raises(RefusedError, match="chmod 600"):
        read_keys(home)
    assert (home.keys / "edition.pem").exists()


def test_a_key_that_the_root_does_not_name_is_refused(tmp_path: Path) -> None:
    home, other = make_home(tmp_path / "home"), make_home(tmp_path / "other")
    make_first_root(home, NOW)
    make_first_root(other, NOW)
    shutil.copy(other.keys / "edition.key", home.keys / "edition.key")
    with pytest.raises(RefusedError, match="is not the key that root 1 names"):
        read_keys(home)
