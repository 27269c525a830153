"""What a withdrawal reaches and what it cannot: said before it is done, and looked at afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from tamizdat.newsroom.fact_store import has_fact
from tamizdat.newsroom.models import ArticlePage, Use
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import read_registry


@dataclass(frozen=True, slots=True)
class Reached:
    """For the page that asks, and for the page that tells."""

    address: str
    pictures: int
    """Pictures that no other public article shows."""
    kept: int
    """So many editions are kept whole."""
    mirrors: tuple[str, ...]
    is_public: bool
    is_printed: bool | None
    """Does the current edition on this machine still have it? None where that cannot be seen."""


def what_is_reached(page: ArticlePage, home: Home) -> Reached:
    """Look; nothing is changed."""
    used = Use.objects.filter(article=page.public_id, name__startswith="picture:").values_list("name", flat=True)
    elsewhere = set(
        Use.objects.filter(name__in=list(used)).exclude(article=page.public_id).values_list("name", flat=True)
    )
    return Reached(
        address=page.path_public or "",
        pictures=len(set(used) - elsewhere),
        kept=_kept(home),
        mirrors=_mirrors(home),
        is_public=has_fact(f"article:{page.public_id}"),
        is_printed=_is_printed(page, home),
    )


def _kept(home: Home) -> int:
    try:
        return home.read_settings().keep_editions
    except (TamizdatError, OSError):
        return 0


def _mirrors(home: Home) -> tuple[str, ...]:
    """Only names: addresses may be known to few."""
    try:
        return tuple(one.name for one in read_registry(home.mirrors).mirrors)
    except (TamizdatError, OSError):
        return ()


def _is_printed(page: ArticlePage, home: Home) -> bool | None:
    try:
        if not (home.public_tree / "tuf").is_dir():
            return None
        return bool(page.path_public) and (home.public_tree / (page.path_public or "")[1:]).is_file()
    except OSError:
        return None
