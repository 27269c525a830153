"""What the paper says of itself: "About us" with its policies, and how it is reached without being seen.

Both are printed only where the newsroom wrote something. The page on contact asks for nothing, has no form, and no link
that would open another program; mail addresses stand there to be copied.
"""

from __future__ import annotations

from typing import Any

from tamizdat.pages.appeals import Appeals
from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import NOTHING, Markup, text
from tamizdat.pages.languages import direction
from tamizdat.pages.links import root_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame, open_paper, paper_html
from tamizdat.pages.structured import describe_paper
from tamizdat.pages.templates import print_page
from tamizdat.pages.words import FALLBACK, has_words

POLICIES = ("about", "ethics", "corrections", "verification", "sources", "ownership", "feedback", "masthead")
CHANNELS = ("onion", "signal", "mail", "post", "pgp")
ADVICE = tuple(f"contact_{name}" for name in ("where", "tor", "device", "signal_advice", "files", "tell"))


def print_about(language: str, ask: Ask) -> list[Output]:
    """Who we are and how we work, each policy under a heading of its own."""
    paper = open_paper(ask, language)
    policies = paper.fact.get("policies")
    if not policies or paper.language != language:
        return []
    path = f"/{language}/about/index.html"
    root = root_of(path)
    parts = [
        {
            "id": Markup(name),
            "name": NOTHING if name == "about" else paper.words[f"policy_{name}"],
            "html": paper_html(paper, policies[name], root),
        }
        for name in POLICIES
        if name in policies
    ]
    values = {"heading": paper.words["about"], "parts": parts, "json": describe_paper(paper, path)}
    title = str(paper.words["about"])
    return [print_page("about.html", path, frame(paper, path, "standing", title=title, about=title) | values)]


def print_contact(language: str, ask: Ask) -> list[Output]:
    """How to reach the newsroom without being seen; none while it names no way."""
    paper = open_paper(ask, language)
    contact = paper.fact.get("contact")
    if not contact or paper.language != language or not any(name in contact for name in CHANNELS):
        return []
    path = f"/{language}/contact/index.html"
    said_in = language if has_words(language, ADVICE[0]) else FALLBACK
    title = str(paper.words["contact"])
    values: dict[str, Any] = {
        "heading": paper.words["contact"],
        "own": paper_html(paper, contact.get("html", ""), root_of(path)),
        "advice": [paper.words[name] for name in ADVICE],
        "said_in": text(said_in),
        "said_dir": direction(said_in),
        "ways": _ways(paper, contact),
    }
    silent = Appeals(is_silent=True)
    context = frame(paper, path, "standing", title=title, about=title, appeals=silent)
    return [print_page("contact.html", path, context | values)]


def _ways(paper: Paper, contact: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": paper.words[f"contact_by_{name}"], "value": text(contact[name]), "is_key": name == "pgp"}
        for name in CHANNELS
        if contact.get(name)
    ]
