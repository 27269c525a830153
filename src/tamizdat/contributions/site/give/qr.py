"""A QR code as a picture inside the page; and what a bank's app reads in it (EPC069-12, version 2 of the code)."""

from __future__ import annotations

import qrcode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]

from tamizdat.core.ledger.money import Money
from tamizdat.pages.escape import Markup

MOST_BYTES = 331
"""EPC069-12 allows no more, so that the code can be read from a phone's screen."""


def transfer_payload(holder: str, iban: str, bic: str, reference: str, money: Money | None = None) -> str:
    """A SEPA credit transfer; only euros have an amount in it."""
    amount = f"EUR{money.to_decimal()}" if money and money.currency == "EUR" else ""
    lines = [
        "BCD",
        "002",
        "1",
        "SCT",
        bic.replace(" ", ""),
        holder[:70],
        iban.replace(" ", ""),
        amount,
        "",
        "",
        reference[:140],
    ]
    payload = "\n".join(lines).rstrip("\n")
    return payload if len(payload.encode()) <= MOST_BYTES else ""


def qr_svg(payload: str) -> Markup:
    """Black on white, with the quiet zone that readers need."""
    if not payload:
        return Markup("")
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(payload)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(_row(y, row) for y, row in enumerate(rows))
    size = len(rows)
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" role="img" '
        f'aria-label="QR"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )


def _row(y: int, row: list[bool]) -> str:
    """Neighbouring modules are drawn as one bar."""
    bars, start = [], None
    for x, is_black in enumerate([*row, False]):
        if is_black and start is None:
            start = x
        elif not is_black and start is not None:
            bars.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            start = None
    return "".join(bars)
