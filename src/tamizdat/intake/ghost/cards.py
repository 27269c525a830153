"""Cards of Ghost's editors as HTML: pictures, galleries, players, bookmarks, what was written in Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from markdown_it import MarkdownIt

Payload = Mapping[str, Any]

SIZED = re.compile(r"(/content/images)/size/w\d+(?:h\d+)?(?:/format/\w+)?/")
SILENT = {"email", "email-cta", "paywall", "signup", "members-only", "call-to-action", "transistor", "tk"}
"""Cards that address subscribers, not readers."""


def text(payload: Payload, *names: str) -> str:
    """The first of these fields that holds words."""
    return next((value for name in names if isinstance(value := payload.get(name), str) and value.strip()), "")


def original(address: str) -> str:
    """A picture's own address instead of a resized copy's."""
    return SIZED.sub(r"\1/", address)


def card_html(name: str, payload: object) -> str | None:
    """HTML of a card; None for a card that is not known."""
    name = name.removeprefix("card-").replace("_", "-").lower()
    if name in SILENT:
        return ""
    make = CARDS.get(name)
    if make is None:
        return None
    return make(payload if isinstance(payload, Mapping) else {})


def markdown_html(source: str) -> str:
    """Markdown as Ghost understands it: raw HTML allowed, no space needed after #."""
    source = re.sub(r"(?m)^(#{1,6})(?=[^#\s])", r"\1 ", source)
    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable(["table", "strikethrough"])
    return str(reader.render(source))


def _image(payload: Payload) -> str:
    address = original(text(payload, "src"))
    if not address:
        return ""
    image = f'<img src="{escape(address)}" alt="{escape(text(payload, "alt"))}">'
    return f"<figure>{image}{_caption(payload)}</figure>"


def _caption(payload: Payload) -> str:
    caption = text(payload, "caption")
    return f"<figcaption>{caption}</figcaption>" if caption else ""


def _gallery(payload: Payload) -> str:
    images = payload.get("images")
    shown = [_image(one) for one in images if isinstance(one, Mapping)] if isinstance(images, list) else []
    return f'<figure class="kg-gallery-card">{"".join(shown)}{_caption(payload)}</figure>' if any(shown) else ""


def _bookmark(payload: Payload) -> str:
    about = payload.get("metadata")
    about = about if isinstance(about, Mapping) else {}
    return _link_card(text(payload, "url") or text(about, "url"), text(about, "title") or text(payload, "title"))


def _link_card(address: str, title: str) -> str:
    if not address:
        return ""
    shown = f'<a href="{escape(address)}"><div class="kg-bookmark-title">{escape(title)}</div></a>'
    return f'<figure class="kg-bookmark-card">{shown}</figure>'


def _embed(payload: Payload) -> str:
    """A post or player: its own address is better than what its HTML would load."""
    address, html = text(payload, "url"), text(payload, "html")
    if address:
        about = payload.get("metadata")
        title = text(about, "title") if isinstance(about, Mapping) else ""
        shown = f'<iframe src="{escape(address)}" title="{escape(title)}"></iframe>'
    else:
        shown = html
    words = text(payload, "caption")
    return shown + (f"<p>{words}</p>" if shown and words else "")


def _player(payload: Payload) -> str:
    address = text(payload, "src")
    title = escape(text(payload, "title", "fileName"))
    words = text(payload, "caption")
    shown = f'<iframe src="{escape(address)}" title="{title}"></iframe>' if address else ""
    return shown + (f"<p>{words}</p>" if shown and words else "")


def _file(payload: Payload) -> str:
    title = text(payload, "fileTitle", "title", "fileName", "name")
    return _link_card(text(payload, "src"), title)


def _html(payload: Payload) -> str:
    return text(payload, "html")


def _markdown(payload: Payload) -> str:
    return markdown_html(text(payload, "markdown"))


def _code(payload: Payload) -> str:
    code, words = text(payload, "code"), text(payload, "caption")
    return f"<pre>{escape(code)}</pre>" + (f"<p>{words}</p>" if words else "") if code else ""


def _callout(payload: Payload) -> str:
    words = text(payload, "calloutText")
    emoji = text(payload, "calloutEmoji")
    return f"<p>{escape(emoji)} {words}</p>" if words else ""


def _toggle(payload: Payload) -> str:
    heading, content = text(payload, "heading"), text(payload, "content")
    return (f"<h4>{heading}</h4>" if heading else "") + (f"<div>{content}</div>" if content else "")


def _button(payload: Payload) -> str:
    address, words = text(payload, "buttonUrl"), text(payload, "buttonText")
    return f'<p><a href="{escape(address)}">{escape(words)}</a></p>' if address and words else ""


def _product(payload: Payload) -> str:
    title, words = text(payload, "productTitle"), text(payload, "productDescription")
    image = _image({"src": payload.get("productImageSrc")})
    address = text(payload, "productUrl")
    link = (
        f'<p><a href="{escape(address)}">{escape(text(payload, "productButton") or address)}</a></p>' if address else ""
    )
    return f"{image}{f'<h4>{title}</h4>' if title else ''}<div>{words}</div>{link}"


def _header(payload: Payload) -> str:
    heading, words = text(payload, "header"), text(payload, "subheader")
    return (f"<h2>{heading}</h2>" if heading else "") + (f"<p>{words}</p>" if words else "")


CARDS: dict[str, Callable[[Payload], str]] = {
    "image": _image,
    "gallery": _gallery,
    "bookmark": _bookmark,
    "embed": _embed,
    "video": _player,
    "audio": _player,
    "file": _file,
    "html": _html,
    "markdown": _markdown,
    "code": _code,
    "codeblock": _code,
    "callout": _callout,
    "toggle": _toggle,
    "button": _button,
    "product": _product,
    "header": _header,
    "hr": lambda payload: "<hr>",
    "horizontalrule": lambda payload: "<hr>",
    "soft-return": lambda payload: "<br>",
}
