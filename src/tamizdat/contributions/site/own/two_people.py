"""A deed that needs two people: one asks, another approves, each with an Ed25519 key (RFC 8032) of their own.

``[support.people]`` of tamizdat.toml names the public keys. What was signed is kept with the deed, and both signatures
are checked again before it is done: a row that somebody wrote into the database by hand opens nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tamizdat.contributions.models import Approval
from tamizdat.contributions.vault import new_id
from tamizdat.core.canonical import canonical_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Settings
from tamizdat.shell.private_files import check_private

LASTS = timedelta(days=7)


def make_key(file: Path) -> str:
    """A new key, readable by its owner alone; the public half is told, for ``[support.people]``."""
    key = Ed25519PrivateKey.generate()
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(file, data)
    return _public(key)


def write_private(file: Path, data: bytes) -> None:
    """A new file for its owner's eyes; one that is there already is not written over."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise RefusedError(f"{file} cannot be made: {error.strerror}. Name a file that is not there yet.") from None
    with os.fdopen(handle, "wb") as new:
        new.write(data)


def read_key(file: Path) -> Ed25519PrivateKey:
    """A person's key; one that others can read is refused."""
    try:
        check_private(file)
        key = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise RefusedError(f"{file} holds no key. Make one with `tamizdat support names key FILE`.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise RefusedError(f"{file} holds no Ed25519 key. Make one with `tamizdat support names key FILE`.")
    return key


def people_of(settings: Settings) -> Mapping[str, str]:
    """Name → public key in hex."""
    people = settings.support.settings.get("people", {})
    return {str(name): str(key).lower() for name, key in people.items()}


def ask(settings: Settings, deed: str, key: Ed25519PrivateKey, now: datetime) -> Approval:
    """The first of two people."""
    name = _name_of(settings, key)
    id = new_id()
    signature = key.sign(_said("ask", deed, id, now)).hex()
    return Approval.objects.create(id=id, deed=deed, details={"ask": signature}, asked_by=name, asked=now)


def approve(settings: Settings, deed: str, id: str, key: Ed25519PrivateKey, now: datetime) -> Approval:
    """The second of two people. Call it in a transaction with the deed: it is marked as done."""
    name = _name_of(settings, key)
    approval = Approval.objects.select_for_update().filter(id=id, deed=deed).first()
    if approval is None:
        raise RefusedError(f"Nobody has asked for {id!r}. `tamizdat support names ask --key FILE` begins it.")
    _check_open(approval, now)
    _check_two(settings, approval, name)
    approval.details = {**approval.details, "approve": key.sign(_said("approve", deed, id, approval.asked)).hex()}
    approval.approved_by, approval.done = name, now
    approval.save()
    return approval


def _check_open(approval: Approval, now: datetime) -> None:
    if approval.done is not None:
        raise RefusedError(f"{approval.id} was done already. Ask anew.")
    if now - approval.asked > LASTS:
        raise RefusedError(f"{approval.id} was asked for more than {LASTS.days} days ago. Ask anew.")


def _check_two(settings: Settings, approval: Approval, name: str) -> None:
    """Two names, two keys, and the first signature holds under the key that the settings name today."""
    people = people_of(settings)
    asked_with = people.get(approval.asked_by, "")
    if approval.asked_by == name or asked_with == people[name]:
        raise RefusedError("It needs two people: who asked cannot approve.")
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(asked_with))
        said = _said("ask", approval.deed, approval.id, approval.asked)
        public.verify(bytes.fromhex(str(approval.details.get("ask", ""))), said)
    except (InvalidSignature, ValueError):
        raise RefusedError(f"{approval.id} was not asked for by anybody in [support.people]. Ask anew.") from None


def _said(what: str, deed: str, id: str, asked: datetime) -> bytes:
    """What is signed."""
    value = {"what": what, "deed": deed, "id": id, "asked": int(asked.timestamp())}
    return canonical_json({"format": "tamizdat-approval-v1", **value})


def _name_of(settings: Settings, key: Ed25519PrivateKey) -> str:
    public = _public(key)
    for name, known in sorted(people_of(settings).items()):
        if known == public:
            return name
    raise RefusedError(f'This key is nobody\'s. Put NAME = "{public}" under [support.people] of tamizdat.toml.')


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
