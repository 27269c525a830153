"""A QR code as a picture inside the page."""

from __future__ import annotations

import qrcode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]

from tamizdat.pages.escape import Markup


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
