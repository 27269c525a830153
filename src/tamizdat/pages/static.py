"""Files that stand beside the pages: the small scripts, the mark of the paper, what robots ask for."""

from __future__ import annotations

from importlib.resources import files

from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import text
from tamizdat.pages.output import Output

SCRIPT = "text/javascript; charset=utf-8"
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="#a31f1f"/>'
    '<text x="16" y="23.5" text-anchor="middle" font-family="Georgia,serif" font-weight="700" font-size="22"'
    ' fill="#fdfbf6">{letter}</text></svg>'
)


def print_static(rest: str, ask: Ask) -> list[Output]:
    """Every script of ``assets``, an icon with the paper's first letter, robots.txt."""
    assets = sorted((one for one in files("tamizdat.pages").joinpath("assets").iterdir()), key=lambda one: one.name)
    scripts = [Output(f"/{one.name}", one.read_bytes(), SCRIPT) for one in assets if one.name.endswith(".js")]
    settings = ask("settings") or {}
    name = str(settings.get("name") or "T")
    letter = name.removeprefix("The ")[:1].upper()
    address = str(settings.get("address") or "").rstrip("/")
    robots = "User-agent: *\nAllow: /\n" + (f"Sitemap: {address}/sitemap.xml\n" if address else "")
    return [
        *scripts,
        Output("/icon.svg", ICON.format(letter=text(letter)).encode(), "image/svg+xml"),
        Output("/robots.txt", robots.encode(), "text/plain; charset=utf-8"),
    ]
