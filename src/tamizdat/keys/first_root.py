"""The first root of a newsroom that has held no ceremony yet: signed by trial keys, so that it can press at once."""

from __future__ import annotations

from datetime import datetime

from tamizdat.core.trust.sign import RoleKeys, sign_root
from tamizdat.keys.disk import write_whole
from tamizdat.keys.files import THRESHOLD, make_keys
from tamizdat.keys.roots import name_of
from tamizdat.shell.home import Home


def make_first_root(home: Home, now: datetime) -> bytes:
    """Make whatever keys are missing, and root 1 of them."""
    keys = make_keys(home, now)
    edition = RoleKeys((keys.edition.public_key,))
    data = sign_root(
        {
            "root": RoleKeys(tuple(key.public_key for key in keys.roots), THRESHOLD),
            "targets": edition,
            "snapshot": edition,
            "timestamp": RoleKeys((keys.timestamp.public_key,)),
        },
        version=1,
        now=now,
        signers=keys.roots[:THRESHOLD],
    )
    write_whole(home.keys / name_of(1), data, mode=0o644)
    return data
