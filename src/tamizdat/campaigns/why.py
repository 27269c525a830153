"""Why did this reader see this? One page, one moment, one language: every appeal with its trace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from tamizdat.campaigns.choose import Line, Reading, explain_choice
from tamizdat.campaigns.compose import find_candidates
from tamizdat.newsroom.models import ArticlePage, SectionPage
from tamizdat.pages.appeals import Where
from tamizdat.shell.errors import RefusedError

SECTION_PAGE = re.compile(r"/([^/]+)/section/([^/]+)/(?:index\.html)?\Z")


@dataclass(frozen=True, slots=True)
class Why:
    """What was asked, and the answer."""

    path: str
    language: str
    at: datetime
    where: Where
    lines: tuple[Line, ...]

    @property
    def chosen(self) -> Line | None:
        return next((one for one in self.lines if one.is_chosen), None)


def explain_page(asked: str, at: datetime, language: str = "") -> Why:
    """``asked``: a path or an address of the paper. An article's own language counts unless another is given."""
    path = unquote(urlsplit(asked).path or "/")
    article = ArticlePage.objects.filter(path_public=path).select_related("locale").first()
    if article is None and path.endswith(".html") and not path.endswith("/index.html"):
        raise RefusedError(f"There is no article at {path}. Copy its address from the public site.")
    spoken = language or (article.locale.language_code if article else path.strip("/").split("/")[0])
    where = _where(article) if article else Where(section=_section_at(path))
    return Why(path, spoken, at, where, explain_choice(find_candidates(), Reading(spoken, at, where)))


def _section_at(path: str) -> str | None:
    """The section whose own page this is."""
    found = SECTION_PAGE.match(path)
    pages = SectionPage.objects.filter(live=True, locale__language_code=found[1], slug=found[2]) if found else None
    return pages.values_list("public_id", flat=True).first() if pages is not None else None


def _where(article: ArticlePage) -> Where:
    parent = article.get_parent().specific
    section = parent.public_id if isinstance(parent, SectionPage) and parent.live else None
    return Where(article.kind != "page", section, article.no_appeals)
