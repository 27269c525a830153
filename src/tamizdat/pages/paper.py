"""What all pages of one language share: the masthead, the sections, the notice, the foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tamizdat.core.edition.paths import PathError, canonical_path
from tamizdat.pages.ask import Ask
from tamizdat.pages.clean import clean_block
from tamizdat.pages.cut import length, split_blocks
from tamizdat.pages.errors import UnfitError
from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.languages import direction, own_name, style_of
from tamizdat.pages.links import href, resolve_links, root_of
from tamizdat.pages.templates import style_for
from tamizdat.pages.words import words_of

FEW_LANGUAGES = 7
LONGEST_DESCRIPTION = 300


@dataclass(frozen=True, slots=True)
class Paper:
    """A newspaper in one language."""

    ask: Ask
    settings: dict[str, Any]
    fact: dict[str, Any]
    language: str

    @property
    def name(self) -> str:
        return str(self.fact["name"] or self.settings["name"])

    @property
    def zone(self) -> str:
        return str(self.settings["time_zone"])

    @property
    def words(self) -> Any:
        return words_of(self.language)


def open_paper(ask: Ask, language: str) -> Paper:
    """The paper of a language; an article in a language that has no paper of its own stands in the first one."""
    settings = ask("settings")
    if not settings:
        raise UnfitError("There are no settings yet, so nothing can be printed.")
    for one in (language, *settings["languages"][:1]):
        fact = ask(f"paper:{one}")
        if fact:
            return Paper(ask, settings, fact, one)
    raise UnfitError(f"There is no paper in {language!r}: add the language to tamizdat.toml.")


def paper_html(paper: Paper, html: str, root: str) -> Markup:
    """HTML of the paper's own pages: its notice, its letter, the way to give."""
    blocks = "".join(split_blocks(clean_block(html)))
    return Markup(resolve_links(blocks, paper.ask, lambda path: root + href(path)))


def named_link(kind: str, fact: dict[str, Any]) -> dict[str, Markup]:
    """A section, topic or byline as a link."""
    return {"name": text(fact["name"]), "href": href(f"/{fact['language']}/{kind}/{fact['slug']}/index.html")}


def _sections(paper: Paper) -> list[dict[str, Markup]]:
    facts = (paper.ask(f"section:{one}") for one in paper.fact["sections"])
    return [named_link("section", fact) for fact in facts if fact]


def _languages(paper: Paper) -> list[dict[str, Any]]:
    languages = paper.settings["languages"]
    if len(languages) > FEW_LANGUAGES:
        return [{"lang": paper.language, "dir": "", "name": paper.words["languages"], "href": href("/languages.html")}]
    return [
        {"lang": one, "dir": direction(one), "name": text(own_name(one)), "href": href(f"/{one}/index.html")}
        for one in languages
        if one != paper.language
    ]


def _notice(paper: Paper, root: Markup) -> dict[str, Markup] | None:
    notice = paper.fact["notice"]
    if not notice:
        return None
    return {
        "id": text(notice["id"]),
        "title": text(notice["title"]),
        "html": paper_html(paper, notice["html"], root),
        "link": text(notice["link"]),
    }


def frame(paper: Paper, path: str, kind: str, *, title: str, about: str = "", language: str = "") -> dict[str, Any]:
    """Everything that the template of every page asks for."""
    language = language or paper.language
    root = root_of(path)
    return {
        "lang": text(language),
        "dir": direction(language),
        "script": style_of(language),
        "home": text(paper.language),
        "root": root,
        "path": text(_checked(path)),
        "kind": kind,
        "style": style_for(*KINDS.get(kind, (kind,))),
        "words": paper.words,
        "name": text(paper.name),
        "tagline": text(paper.fact["tagline"]),
        "title": text(title),
        "about": text(trim(" ".join(about.split()), LONGEST_DESCRIPTION)),
        "sections": _sections(paper),
        "languages": _languages(paper),
        "pages": [{"name": text(one["headline"]), "href": href(one["path"])} for one in _pages(paper)],
        "notice": _notice(paper, root),
        "json": NOTHING,
        "alternates": [],
    }


KINDS: dict[str, tuple[str, ...]] = {
    "front": ("lists", "front"),
    "archive": ("lists",),
    "standing": ("article",),
    "check": ("article", "check"),
}


def _pages(paper: Paper) -> list[dict[str, Any]]:
    return list(paper.ask(f"pages:{paper.language}") or [])[:8]


def _checked(path: str) -> str:
    try:
        return canonical_path(path)
    except PathError as error:
        raise UnfitError(f"This cannot be an address: {error} Change the article's slug.") from None


def frame_length(context: dict[str, Any]) -> int:
    """What the frame takes of a page's room."""
    size = length(context["title"]) * 2 + length(context["about"]) + length(context["name"]) * 2
    for one in (*context["sections"], *context["languages"], *context["pages"]):
        size += length(one["name"]) + len(one["href"].encode())
    notice = context["notice"]
    return size + (length(notice["html"]) + length(notice["title"]) + len(notice["link"]) if notice else 0)
