"""The names and messages of who wanted to be heard: exported by two people, without addresses or amounts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from tamizdat.contributions.models import Approval, Gift, Supporter
from tamizdat.contributions.people import words_of_gifts
from tamizdat.contributions.site.own.two_people import approve, ask, write_private
from tamizdat.contributions.vault import Vault, open_vault
from tamizdat.shell.home import Home

DEED = "names"
PAID = ("paid", "partly_refunded")


def ask_names(home: Home, key: Ed25519PrivateKey, now: datetime) -> Approval:
    """The first person."""
    return ask(home.read_settings(), DEED, key, now)


@transaction.atomic
def export_names(home: Home, id: str, key: Ed25519PrivateKey, file: Path, now: datetime) -> int:
    """The second person: the file is written, for its owner's eyes, and the deed is marked as done, or neither."""
    approve(home.read_settings(), DEED, id, key, now)
    lines = sorted(_said(open_vault(home)))
    write_private(file, "".join(f"{line}\n" for line in lines).encode())
    return len(lines)


def _said(vault: Vault) -> list[str]:
    """One line of JSON for each who gave a name or a message, and whose gift was kept."""
    found = Supporter.objects.filter(gifts__state__in=PAID, sealed_key__isnull=False).distinct()
    told = (words for one in found for words in _of(vault, one))
    return [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in told if one]


def _of(vault: Vault, supporter: Supporter) -> Iterator[dict[str, object]]:
    """Of gifts that were kept, and of who was taken over: whoever typed an address need not be its owner."""
    if not supporter.sealed or not supporter.sealed_key:
        return
    said = vault.open(bytes(supporter.sealed_key), bytes(supporter.sealed))
    words = words_of_gifts(said)
    kept = Gift.objects.filter(supporter=supporter, id__in=words, state__in=PAID).order_by("day", "id")
    told: list[Mapping[str, object]] = [said, *(words[one.id] for one in kept)]
    yield from ({name: one[name] for name in ("name", "message") if one.get(name)} for one in told)
