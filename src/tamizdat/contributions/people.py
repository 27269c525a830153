"""Who gives: found again by their address, or made new; there may be nothing but a random id."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from tamizdat.contributions.models import Supporter
from tamizdat.contributions.vault import Vault, new_id, open_vault
from tamizdat.contributions.wish import Wish
from tamizdat.shell.home import Home

MOST_WORDS = 50
"""Of so many gifts of one supporter the words are kept: nobody's record is filled without end by somebody else."""


def supporter_for(home: Home, wish: Wish, gift: str) -> Supporter | None:
    """None: a gift once, of somebody who leaves nothing. Call it inside the transaction of the gift."""
    if wish.every == "once" and not (wish.email or wish.name or wish.message):
        return None
    vault = open_vault(home)
    known = None
    if wish.email:  # locked: neither another form nor an erasing comes between reading and writing
        known = Supporter.objects.select_for_update().filter(lookup=vault.lookup(wish.email)).first()
    if known is None or known.sealed_key is None:
        return _make(vault, wish, gift)
    return _add(vault, known, wish, gift)


def _make(vault: Vault, wish: Wish, gift: str) -> Supporter:
    key, email, words = vault.new_key(), {"email": wish.email} if wish.email else {}, _words(wish)
    with transaction.atomic():
        return Supporter.objects.create(
            id=new_id(),
            sealed_key=key,
            sealed=vault.seal(key, {**email, **({"words": {gift: words}} if words else {})}),
            lookup=vault.lookup(wish.email) if wish.email else None,
            language=wish.language,
        )


def _add(vault: Vault, known: Supporter, wish: Wish, gift: str) -> Supporter:
    """Anybody can type this address, so what was said before stays. Words stand with their gift."""
    words = _words(wish)
    if not words:
        return known
    assert known.sealed_key is not None
    said = vault.open(known.sealed_key, known.sealed) if known.sealed else {"email": wish.email}
    before = words_of_gifts(said)
    if len(before) < MOST_WORDS:
        _seal(vault, known, {**said, "words": {**before, gift: words}})
    return known


def forget_words(home: Home, known: Supporter, gift: str) -> None:
    """A gift that never was leaves no words of its own either."""
    if known.sealed_key is None or known.sealed is None:
        return
    vault = open_vault(home)
    said = vault.open(known.sealed_key, known.sealed)
    words = words_of_gifts(said)
    if words.pop(gift, None):
        _seal(vault, known, {**said, "words": words})


def words_of_gifts(said: Mapping[str, object]) -> dict[str, dict[str, str]]:
    """Gift → the name and message that came with it."""
    words = said.get("words")
    return dict(words) if isinstance(words, dict) else {}


def _seal(vault: Vault, known: Supporter, said: Mapping[str, object]) -> None:
    assert known.sealed_key is not None
    known.sealed = vault.seal(known.sealed_key, said)
    known.save(update_fields=["sealed"])


def _words(wish: Wish) -> dict[str, str]:
    said = {"name": wish.name, "message": wish.message}
    return {name: value for name, value in said.items() if value}
