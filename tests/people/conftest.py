"""The newsroom of the desk's tests, with its doors."""

from __future__ import annotations

import stat
from dataclasses import dataclass

import pytest

from tests.desk.conftest import (  # noqa: F401 - fixtures
    PASSWORD,
    Account,
    _cheap_passwords,
    _no_memory_of_failed_logins,
    account,
    editor,
    log_in,
    paper,
    password_only,
    stranger,
)


def join(name: str, *, is_admin: bool = False) -> Account:
    """Somebody with password and phone."""
    from tamizdat.newsroom.doors import add_account

    return Account(name, add_account(name, PASSWORD, is_admin=is_admin))


@dataclass
class Key:
    """The people's key, and a way to take it away and bring it back."""

    text: bytes

    def write(self, text: bytes | None = None, mode: int = 0o600) -> None:
        from tamizdat.newsroom.people.key import key_file

        key_file().unlink(missing_ok=True)
        key_file().write_bytes(self.text if text is None else text)
        key_file().chmod(mode)


@pytest.fixture
def people_key():
    """Whatever a test does to the key, the next test has it again."""
    from tamizdat.newsroom.people.key import key_file, make_key

    make_key()
    key = Key(key_file().read_bytes())
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    yield key
    key.write()
