"""Who gives: found again by their address, or made new; there may be nothing but a random id."""

from __future__ import annotations

from django.db import transaction

from tamizdat.contributions.models import Supporter
from tamizdat.contributions.vault import Vault, new_id, open_vault
from tamizdat.contributions.wish import Wish
from tamizdat.shell.home import Home


def supporter_for(home: Home, wish: Wish) -> Supporter | None:
    """None: a gift once, of somebody who leaves nothing. Call it inside the transaction of the gift."""
    if wish.every == "once" and not (wish.email or wish.name or wish.message):
        return None
    vault = open_vault(home)
    known = Supporter.objects.filter(lookup=vault.lookup(wish.email)).first() if wish.email else None
    if known is None or known.sealed_key is None:
        return _make(vault, wish)
    return _add(vault, known, wish)


def _make(vault: Vault, wish: Wish) -> Supporter:
    key = vault.new_key()
    with transaction.atomic():
        return Supporter.objects.create(
            id=new_id(),
            sealed_key=key,
            sealed=vault.seal(key, _said(wish)),
            lookup=vault.lookup(wish.email) if wish.email else None,
            language=wish.language,
        )


def _add(vault: Vault, known: Supporter, wish: Wish) -> Supporter:
    """What was said before stays where nothing new is said."""
    assert known.sealed_key is not None
    before = vault.open(known.sealed_key, known.sealed) if known.sealed else {}
    known.sealed = vault.seal(known.sealed_key, {**before, **_said(wish)})
    known.save(update_fields=["sealed"])
    return known


def _said(wish: Wish) -> dict[str, object]:
    said = {"email": wish.email, "name": wish.name, "message": wish.message}
    return {name: value for name, value in said.items() if value}
