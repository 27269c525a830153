"""The words of a one-file copy: a page's HTML made to stand alone. Format: docs/formats/edition-v1.md, section 16."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:;'
    " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
)
_REST = r'(?:[^>"]|"[^"]*")*>'
_tag = re.compile(
    rf"<!--[\s\S]*?-->|<style(?![a-z0-9]){_REST}[\s\S]*?</style>"
    rf"|<(script)(?![a-z0-9]){_REST}[\s\S]*?</script>\n?|<([a-z][a-z0-9]*)({_REST})(\n?)"
)
_attribute = re.compile(r'([ \t\n]+)([a-z][a-z0-9-]*)="([^"]*)"')
_scheme = re.compile(r"#|[A-Za-z][A-Za-z0-9+.-]*:")
_after = re.compile(r"[?#][\s\S]*\Z")
_picture_path = re.compile(r"/[A-Za-z0-9\-._~%/]*\Z")
_LEFT_OUT = ("script", "link", "source")


def lead_on(path: str, value: str) -> str | None:
    """Where a link of the page at ``path`` leads, as a path and what follows it; None when it leads nowhere."""
    after = _after.search(value)
    name = value[: after.start()] if after else value
    if name.startswith("//"):
        return None
    steps = [] if name.startswith("/") else path.split("/")[1:-1]
    parts = name.split("/")
    for part in parts:
        if part == "..":
            if not steps:
                return None
            steps.pop()
        elif part not in ("", "."):
            steps.append(part)
    target = "/" + "/".join(steps) + ("/" if steps and parts[-1] in ("", ".", "..") else "")
    return (target if name else path) + (after[0] if after else "")


def find_pictures(path: str, html: str) -> set[str]:
    """The paths of the pictures that a page shows."""
    found: set[str] = set()

    def look(target: str) -> str | None:
        found.add(target)
        return None

    _change(path, html, "", look)
    return found


def stand_alone(path: str, html: str, banner: str, address: str, pictures: Mapping[str, str]) -> str | None:
    """The page without scripts and with its pictures in it; None when it has no body to put the banner in.

    ``address``: where links lead, or nothing. ``pictures``: path → ``data:`` address.
    """
    made, bodies = _change(path, html, address, pictures.get, banner)
    return made if bodies else None


def _change(
    path: str, html: str, address: str, picture: Callable[[str], str | None], banner: str = ""
) -> tuple[str, int]:
    bodies = 0

    def attribute(found: re.Match[str], tag: str) -> str:
        name, value = found[2], found[3]
        if name not in ("src", "srcset", "href") or (name == "href" and _scheme.match(value)):
            return found[0]
        target = lead_on(path, value) if name == "href" or (name == "src" and tag == "img") else None
        if target is None:
            return ""
        if name == "href":
            return f'{found[1]}href="{address}{target[1:]}"' if address else ""
        data = picture(target) if _picture_path.match(target) else None
        return f'{found[1]}src="{data}"' if data else ""

    def change(found: re.Match[str]) -> str:
        nonlocal bodies
        script, tag, rest, line_feed = found.groups()
        if script or tag in _LEFT_OUT:
            return ""
        if tag is None:
            return found[0]
        if found[0].startswith('<meta http-equiv="Content-Security-Policy"'):
            return POLICY + line_feed
        made = f"<{tag}{_attribute.sub(lambda one: attribute(one, tag), rest)}"
        if tag == "body":
            bodies += 1
            made += banner if bodies == 1 else ""
        return made + line_feed

    return _tag.sub(change, html), bodies


def fill_banner(html: str, words: Iterable[tuple[str, str]]) -> str:
    """The banner with the edition's own values in it."""
    for name, value in words:
        html = html.replace("{" + name + "}", value)
    return html
