"""What all pages of one language share: the masthead, the sections, the notice, the foot."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tamizdat.core.edition.paths import PathError, canonical_path
from tamizdat.pages.appeals import Appeals, find_appeals, print_appeal
from tamizdat.pages.ask import Ask
from tamizdat.pages.clean import clean_block
from tamizdat.pages.cut import length, split_blocks
from tamizdat.pages.errors import UnfitError
from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.forms import Forms, Values
from tamizdat.pages.languages import direction, own_name, style_of
from tamizdat.pages.links import href, onion_address, resolve_links, root_of
from tamizdat.pages.output import Output
from tamizdat.pages.style import dress_page, style_for
from tamizdat.pages.templates import weigh_page
from tamizdat.pages.words import words_of

FEW_LANGUAGES = 7
MOST_FRAMES = 500
LONGEST_DESCRIPTION = 300
NOTICE_MARKUP = 360
"""Bytes of a notice's own markup, which repeats what stands elsewhere on the page."""
NOTICE_ROOM = 1_200
"""Kept free for a notice where there is none, or a shorter one: most notices with a meter fit. A longer one of the
paper's own keeps its own room."""


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
    return Markup(resolve_links(_clean_blocks(html), paper.ask, lambda path: root + href(path)))


@lru_cache(256)
def _clean_blocks(html: str) -> str:
    return "".join(split_blocks(clean_block(html)))


def named_link(kind: str, fact: dict[str, Any]) -> dict[str, Markup]:
    """A section, topic or byline as a link."""
    return {"name": text(fact["name"]), "href": href(f"/{fact['language']}/{kind}/{fact['slug']}/index.html")}


def _languages(paper: Paper) -> list[dict[str, Any]]:
    languages = paper.settings["languages"]
    if len(languages) > FEW_LANGUAGES:
        return [{"lang": paper.language, "dir": "", "name": paper.words["languages"], "href": href("/languages.html")}]
    return [
        {"lang": one, "dir": direction(one), "name": text(own_name(one)), "href": href(f"/{one}/index.html")}
        for one in languages
        if one != paper.language
    ]


class Frame(Forms):
    """What stands on all pages of one language and kind that lie equally deep, with the forms of these pages."""

    def __init__(self, shared: dict[str, Any], standing: Markup) -> None:
        super().__init__(shared)
        notice, usual = (max(length(one) - NOTICE_MARKUP, 0) for one in (shared["notice"], standing))
        self.size = _frame_size(shared) + notice
        self.kept_free = max(NOTICE_ROOM - notice, usual - notice, 0)
        """An article is as many pages, and each part keeps its address, whether readers are asked for money or not."""

    def print_page(self, template: str, path: str, values: Values, **choices: Any) -> Output:
        """A whole page."""
        return weigh_page(path, dress_page(self.encode(template, values, **choices), self.shared["style"]))

    def length(self, values: Values) -> int:
        """What it takes of a page's room, together with the page's title."""
        return self.size + length(values["title"]) * 2 + length(values["about"])


_frames: dict[tuple[str, ...], tuple[list[Any], Frame]] = {}
"""The last frame of each kind, with a copy of the facts that it was made of."""


def open_frame(paper: Paper, path: str, kind: str, language: str = "", appeals: Appeals | None = None) -> Frame:
    """Made once for all pages that have it, and again when one of its facts is another."""
    appeals = appeals or find_appeals(paper)
    key = (language or paper.language, paper.language, root_of(path), kind, appeals.mark)
    sections = [fact for one in paper.fact["sections"] if (fact := paper.ask(f"section:{one}"))]
    pages = list(paper.ask(f"pages:{paper.language}") or [])[:8]
    notice = _print_notice(paper, appeals.notice, key[2])
    facts = [paper.settings, paper.fact, sections, pages, notice, appeals.is_silent, appeals.is_live]
    known = _frames.get(key)
    if known and known[0] == facts:
        return known[1]
    values = _frame_values(paper, *key[:4], sections=sections, pages=pages)
    shared = {**values, "notice": notice, "is_live": appeals.is_live, "is_silent": appeals.is_silent}
    frame = Frame(shared, _print_notice(paper, paper.fact["notice"], key[2]))
    if len(_frames) >= MOST_FRAMES:
        _frames.clear()
    _frames[key] = deepcopy(facts), frame
    return frame


def _print_notice(paper: Paper, notice: dict[str, Any] | None, root: str) -> Markup:
    return print_appeal(paper, "notice", notice, paper_html(paper, notice["html"], root), root) if notice else NOTHING


def _frame_values(
    paper: Paper, language: str, home: str, root: str, kind: str, *,
    sections: list[dict[str, Any]], pages: list[dict[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    return {
        "lang": text(language),
        "dir": direction(language),
        "script": style_of(language),
        "home": text(home),
        "root": Markup(root),
        "kind": kind,
        "style": style_for(*KINDS.get(kind, (kind,))),
        "words": paper.words,
        "name": text(paper.name),
        "onion": text(onion_address(paper.settings)),
        "tagline": text(paper.fact["tagline"]),
        "sections": [named_link("section", fact) for fact in sections],
        "languages": _languages(paper),
        "has_about": bool(paper.fact.get("policies")),
        "has_contact": any(name != "html" for name in paper.fact.get("contact") or ()),
        "pages": [{"name": text(one["headline"]), "href": href(one["path"])} for one in pages],
    }


def page_values(path: str, title: str, about: str = "") -> dict[str, Markup]:
    """What the frame says of one page."""
    return {
        "path": checked_path(path),
        "title": text(title),
        "about": text(trim(" ".join((about or title).split()), LONGEST_DESCRIPTION)),
        "json": NOTHING,
        "section_id": NOTHING,
    }


def frame(
    paper: Paper, path: str, kind: str, *, title: str, about: str = "", language: str = "",
    appeals: Appeals | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Everything that the template of every page asks for."""
    return {**open_frame(paper, path, kind, language, appeals).shared, **page_values(path, title, about)}


KINDS: dict[str, tuple[str, ...]] = {
    "front": ("lists", "front"),
    "archive": ("lists",),
    "standing": ("article",),
    "check": ("article", "check"),
    "search": ("lists", "search"),
    "support": ("article", "support"),
}


def checked_path(path: str) -> Markup:
    """A path that an edition may hold."""
    try:
        return text(canonical_path(path))
    except PathError as error:
        raise UnfitError(f"This cannot be an address: {error} Change the article's slug.") from None


def _frame_size(shared: dict[str, Any]) -> int:
    size = length(shared["name"]) * 2 + length(shared["onion"])
    for one in (*shared["sections"], *shared["languages"], *shared["pages"]):
        size += length(one["name"]) + len(one["href"].encode())
    return size
