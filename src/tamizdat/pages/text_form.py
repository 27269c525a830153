"""The text-only form of an article: light pages beside it, without pictures, scripts, or anything that asks.

``quay.html`` → ``quay.text.html``, and further ones where it is long. Why: docs/decisions/43-pages.md.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from tamizdat.pages import dates
from tamizdat.pages.article import make_flow, view_head
from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import NOTHING, Markup, fill, text
from tamizdat.pages.fit import ROOM, fit
from tamizdat.pages.headings import step_headings
from tamizdat.pages.languages import direction
from tamizdat.pages.links import href, root_of, text_path
from tamizdat.pages.live import entry_pieces
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, open_paper
from tamizdat.pages.pictures import view_picture
from tamizdat.pages.pieces import Piece, Setting, piece
from tamizdat.pages.recording import film_lead, film_link
from tamizdat.pages.templates import render, weigh_page

FIGURE = re.compile(r'<figure[^>]*>.*?alt="([^"]*)"(.*?)</figure>', re.DOTALL)
CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
PLAYER = re.compile(r"<audio[^>]*></audio>")
DRESS = re.compile(r' (?:class|tabindex|role|aria-[a-z]+)="[^"]*"')
PLAIN = re.compile(r"<p>[^<]*</p>")
STYLE = (
    "body{max-width:38em;margin:auto;padding:1em;font:1.1em/1.6 serif;overflow-wrap:break-word}"
    "a{color:inherit}pre{overflow:auto}"
)
DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
FURNITURE = 1_500
"""Bytes of a page beside its pieces."""


def print_text_form(public_id: str, ask: Ask) -> list[Output]:
    """All its pages."""
    article = ask(f"article:{public_id}")
    if not article:
        return []
    paper = open_paper(ask, article["language"])
    setting = Setting(ask, root_of(article["path"]), paper.words, paper.language)
    picture = str(paper.words["picture"])
    flow = [*make_flow(article, setting), *live_pieces(article, setting)]
    if film_lead(article, setting):
        flow.insert(0, piece(film_link(article, setting)))
    pieces = [one._replace(html=strip_piece(one.html, picture)) for one in flow]
    parts = fit([*_lead(article, setting, picture), *(one for one in pieces if one.html)], ROOM - FURNITURE, ROOM, 0)
    return [_print(paper, article, part, number, len(parts)) for number, part in enumerate(parts, 1)]


def strip_piece(html: str, picture: str) -> str:
    """A piece without what only style needs; what a picture shows is said."""

    def tell(found: re.Match[str]) -> str:
        caption = CAPTION.search(found[2])
        return f"<p>[{picture}{': ' if found[1] else ''}{found[1]}] {caption[1] if caption else ''}</p>"

    return html if PLAIN.fullmatch(html) else DRESS.sub("", FIGURE.sub(tell, PLAYER.sub("", html))).strip()


def live_pieces(article: dict[str, Any], setting: Setting) -> list[Piece]:
    """Live coverage in the order in which it came, so that a new entry changes the last page alone."""
    entries = article["live"]["entries"] if "live" in article else []
    return [part for one in entries for part in entry_pieces(article, one, setting)]


def _lead(article: dict[str, Any], setting: Setting, picture: str) -> list[Piece]:
    lead = article["picture"]
    shown = view_picture(setting.ask, lead["picture"], lead["alt"]) if lead else None
    if not shown:
        return []
    said = shown.values["alt"]
    return [
        piece(
            f"<p>[{picture}{': ' if said else ''}{said}] {setting.inline(lead['caption'])} {shown.values['credit']}</p>"
        )
    ]


def _print(paper: Paper, article: dict[str, Any], part: list[Piece], number: int, last: int) -> Output:
    path = text_path(article["path"], number)
    bylines = [one["name"] for name in article["bylines"] if (one := paper.ask(f"byline:{name}"))]
    context = {
        "words": paper.words, "style": Markup(STYLE), "digest": Markup(DIGEST),
        "lang": text(article["language"]), "dir": direction(article["language"]), "home": text(paper.language),
        "name": text(paper.name), "root": root_of(path), "full": href(article["path"]),
        **view_head(paper, article), "is_first": number == 1,
        "bylines": Markup(", ".join(f"<bdi>{text(one)}</bdi>" for one in bylines[:12])),
        "body": Markup("\n".join(step_headings(part))),
        "previous": href(text_path(article["path"], number - 1)) if number > 1 else NOTHING,
        "go_on": fill(paper.words["next_page"], n=dates.number(number + 1, paper.language)),
        "next": href(text_path(article["path"], number + 1)) if number < last else NOTHING,
    }  # fmt: skip
    return weigh_page(path, render("text_form.html", context).encode())
