"""Other ways to give: a transfer with a QR code, and what the newsroom configures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from tamizdat.contributions.site.give.sheet import Policy, Sheet
from tamizdat.contributions.site.give.show_check import processor_pages
from tamizdat.contributions.site.give.typed import Typed
from tamizdat.core.ledger.transfer_text import transfer_text
from tamizdat.pages.escape import NOTHING, text
from tamizdat.pages.qr import qr_svg


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
        "has_bank": has_bank(sheet),
        "start": typed is None,
        "after": NOTHING,
    }
    policy = Policy(form_goes=processor_pages(sheet.house) if typed else ())
    return sheet.show("ways.html", values, status=status, policy=policy)


def ways(sheet: Sheet) -> list[dict[str, Any]]:
    """What stands in ``[support.bank]`` and ``[support.other_ways.NAME]``."""
    settings = sheet.house.support.settings
    found = [_bank(settings["bank"])] if has_bank(sheet) else []
    others = settings.get("other_ways", {})
    return [*found, *(_words(sheet, others[name]) for name in sorted(others))]


def has_bank(sheet: Sheet) -> bool:
    """Can a gift be paid by transfer here?"""
    return bool(sheet.house.support.settings.get("bank", {}).get("iban"))


def has_coins(sheet: Sheet) -> bool:
    """Can a gift be paid from a wallet here, beside cards?"""
    return bool(sheet.house.support.settings.get("btcpay", {}).get("address"))


def _words(sheet: Sheet, words: Mapping[str, str]) -> dict[str, Any]:
    told = words.get(sheet.language) or words.get(sheet.house.languages[0]) or next(iter(words.values()))
    return {"text": text(told)}


def _bank(bank: Mapping[str, Any]) -> dict[str, Any]:
    """The account, without a reference: what nobody can place waits for a person."""
    iban = str(bank["iban"]).replace(" ", "").upper()
    told = {name: str(bank.get(name, "")) for name in ("holder", "bic", "reference")}
    grouped = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
    qr = transfer_text(told["holder"], iban, told["bic"], words=told["reference"])
    return _account({**told, "iban": grouped, "qr": qr})


def _account(told: Mapping[str, str], amount: str = "") -> dict[str, Any]:
    names = ("holder", "iban", "bic", "reference")
    shown: dict[str, Any] = {name: text(told.get(name, "")) for name in names}
    return {**shown, "text": NOTHING, "amount": text(amount), "qr": qr_svg(told.get("qr", ""))}


def show_transfer(sheet: Sheet, told: Mapping[str, str], amount: str) -> HttpResponse:
    """What to write on the transfer of one gift."""
    values = {
        "heading": sheet.say("transfer"),
        "said": sheet.say("transfer_how"),
        "typed": None,
        "ways": [_account(told, amount)],
        "start": False,
        "after": sheet.say("transfer_again"),
    }
    return sheet.show("ways.html", values)
