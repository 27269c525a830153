"""Other ways to give: a transfer with a QR code, and what the newsroom configures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from tamizdat.contributions.site.give.qr import qr_svg, transfer_payload
from tamizdat.contributions.site.give.sheet import Policy, Sheet
from tamizdat.contributions.site.give.show_check import processor_pages
from tamizdat.contributions.site.give.typed import Typed
from tamizdat.pages.escape import NOTHING, text


def show_ways(
    sheet: Sheet, heading: str, said: str = "", *, typed: Typed | None = None, token: str = "", status: int = 200
) -> HttpResponse:
    """``typed``: what the reader wanted to give, so that trying again is one button."""
    values = {
        "heading": sheet.say(heading),
        "said": sheet.say(said) if said else NOTHING,
        "typed": {name: getattr(typed, name) for name in Typed.__slots__} if typed else None,
        "token": token,
        "ways": list(ways(sheet)),
    }
    policy = Policy(form_goes=processor_pages(sheet.house) if typed else ())
    return sheet.show("ways.html", values, status=status, policy=policy)


def ways(sheet: Sheet) -> list[dict[str, Any]]:
    """What stands in ``[support.bank]`` and ``[support.other]``."""
    settings = sheet.house.support.settings
    found = [_bank(settings["bank"])] if settings.get("bank", {}).get("iban") else []
    words = settings.get("other", {}).get("text", {})
    return [*found, *([_words(sheet, words)] if words else [])]


def _words(sheet: Sheet, words: Mapping[str, str]) -> dict[str, Any]:
    told = words.get(sheet.language) or words.get(sheet.house.languages[0]) or next(iter(words.values()))
    return {"text": text(told)}


def _bank(bank: Mapping[str, Any]) -> dict[str, Any]:
    holder, iban, bic = (str(bank.get(name, "")) for name in ("holder", "iban", "bic"))
    reference = str(bank.get("reference", ""))
    compact = iban.replace(" ", "").upper()
    grouped = " ".join(compact[at : at + 4] for at in range(0, len(compact), 4))
    return {
        "text": NOTHING,
        "holder": text(holder),
        "iban": text(grouped),
        "bic": text(bic),
        "reference": text(reference),
        "amount": NOTHING,
        "qr": qr_svg(transfer_payload(holder, compact, bic, reference)),
    }
