"""Receipts: one for each payment, on a page whose address nobody can guess."""

from __future__ import annotations

import secrets

from tamizdat.contributions.codes import code_for
from tamizdat.contributions.models import Gift, Receipt
from tamizdat.contributions.vault import digest_of, open_vault
from tamizdat.shell.home import Home

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def give_receipt(home: Home, gift: Gift) -> str:
    """The code in the receipt's address. However often it is asked for, there is one receipt and one code."""
    code = code_for(open_vault(home), "receipt", gift.id)
    Receipt.objects.get_or_create(
        gift=gift, defaults={"number": new_number(), "code": digest_of(code), "language": gift.language}
    )
    return code


def void_receipt(gift: Gift) -> None:
    """All of it was paid back. The page reads the books itself; this is for who looks at the table."""
    Receipt.objects.filter(gift=gift).update(is_void=True)


def find_receipt(code: str) -> Receipt | None:
    """The receipt of an address."""
    return Receipt.objects.select_related("gift").filter(code=digest_of(code)).first()


def new_number() -> str:
    """``K7QM-2XWD-9FHT``: random, for a counter would tell how many gifts there are. 59 bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return "-".join(letters[n : n + 4] for n in range(0, 12, 4))
