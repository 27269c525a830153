"""The page on how to give: what the signed offer says, as a form that leads to the one address that it names.

No field for a card ever stands here: a mirror is nobody's. Without an offer there are the newsroom's own words alone.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from tamizdat.core.ledger.transfer_text import transfer_text
from tamizdat.pages.accounts import print_accounts
from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import NOTHING, Markup, fill, text
from tamizdat.pages.languages import direction
from tamizdat.pages.links import href, root_of
from tamizdat.pages.meter import MONTH, money, print_meter, read_signed, say_in
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame, open_paper, paper_html
from tamizdat.pages.qr import qr_svg
from tamizdat.pages.standing import print_own_words
from tamizdat.pages.templates import print_page

EVERY = ("once", "month", "year")
ORIGIN = re.compile(r"https?://[a-zA-Z0-9.-]+(?::[0-9]{1,5})?/?\Z")
MOST_WAYS, MOST_CURRENCIES = 8, 12
Fact = dict[str, Any]


def print_support(language: str, ask: Ask) -> list[Output]:
    """A page for each currency, the main one first; and the accounts, once there is a statement."""
    paper = open_paper(ask, language)
    offer = read_signed(paper, "offer")
    accounts = print_accounts(paper, language)
    if not offer or not offer["currencies"] or not _origin(offer["address"]):
        return [*print_own_words("support", language, ask), *accounts]
    pages = [_print_currency(paper, language, offer, number) for number in range(len(_currencies(offer)))]
    return [*pages, *accounts]


def _currencies(offer: Fact) -> list[Fact]:
    return list(offer["currencies"][:MOST_CURRENCIES])


def _origin(address: str) -> str:
    """Where a form may lead to, as a policy names it; empty for what is no plain web address."""
    found = ORIGIN.match(address)
    return found[0].rstrip("/") if found else ""


def _path(language: str, offer: Fact, number: int) -> str:
    name = "index" if number == 0 else offer["currencies"][number]["currency"].lower()
    return f"/{language}/support/{name}.html"


def _print_currency(paper: Paper, language: str, offer: Fact, number: int) -> Output:
    path = _path(language, offer, number)
    currency = offer["currencies"][number]
    own = paper.fact["support"]
    title = own["title"] or str(paper.words["support"])
    page = frame(paper, path, "support", title=title)
    root = root_of(path)
    values = {
        "style": page["style"].with_forms(_origin(offer["address"])),
        "heading": text(title),
        "body": paper_html(paper, own["html"], root),
        "meter": print_meter(paper, MONTH, root),
        "address": text(f"{offer['address'].rstrip('/')}/{language}/"),
        "host": text(_host(offer["address"])),
        "onion": text(_origin(offer["onion"])),
        "is_sandbox": offer["sandbox"],
        "is_strict": offer["strict"],
        "currency": text(currency["currency"]),
        "groups": [_group(paper, currency, every) for every in EVERY if currency["amounts"].get(every)],
        "from_just": fill(paper.words["give_from"], sum=_show(paper, currency, currency["minimum"])),
        "others": [
            {"name": text(one["currency"]), "href": href(_path(language, offer, at)), "is_this": at == number}
            for at, one in enumerate(_currencies(offer))
        ],
        "ways": [_way(one, paper.language) for one in offer["other_ways"][:MOST_WAYS]],
    }
    return print_page("support.html", path, page | values)


def _host(address: str) -> str:
    return urlsplit(address).netloc


def _show(paper: Paper, currency: Fact, amount: int) -> Markup:
    return money(amount, currency["currency"], paper.language)


def _group(paper: Paper, currency: Fact, every: str) -> Fact:
    return {
        "every": every,
        "amounts": [
            {"value": text(one), "name": _show(paper, currency, one)} for one in currency["amounts"][every][:8]
        ],
    }


def _way(way: Fact, language: str) -> Fact:
    """A transfer, or words of the newsroom."""
    if way["kind"] == "bank":
        rows = [(name, text(way.get(name, ""))) for name in ("holder", "iban", "bic", "reference")]
        code = transfer_text(way["holder"], way["iban"], way.get("bic", ""), words=way.get("reference", ""))
        shown = [(name, value) for name, value in rows if value]
        return {"rows": shown, "qr": qr_svg(code), "words": NOTHING, "dir": NOTHING}
    said = say_in(way["text"], language)
    spoken = next((name for name, words in way["text"].items() if words == said), language)
    return {"rows": [], "qr": NOTHING, "words": text(said), "dir": direction(spoken)}
