"""Wagtail's tree of pages, written many rows at a time: one by one it takes 60 articles a second, so 2,000."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from wagtail.models import Locale, Page, ReferenceIndex
from wagtail.search.backends import get_search_backend

from tamizdat.newsroom.models import PublicPage
from tamizdat.shell.errors import RefusedError

STEP = Page.steplen
FULL = len(Page.alphabet) ** STEP
CHUNK = 100


def locale_of(language: str) -> Locale:
    """The language as Wagtail knows it; made when it is new. Also languages that the settings do not list."""
    return Locale.all_objects.get_or_create(language_code=language)[0]


def last_step(parent_path: str) -> int:
    """The number of the last child that the tree holds below this path, 0 without any."""
    depth = len(parent_path) // STEP + 1
    last = (
        Page.objects.filter(depth=depth, path__startswith=parent_path)
        .order_by("-path")
        .values_list("path", flat=True)
        .first()
    )
    return Page._str2int(last[-STEP:]) if last else 0


def child_path(parent_path: str, step: int) -> str:
    """The path of the child with this number."""
    if step >= FULL:
        raise RefusedError("A section cannot hold more than 1.6 million pages: use more sections.")
    path: str = Page._get_path(parent_path, len(parent_path) // STEP + 1, step)
    return path


def place_below(pages: Sequence[PublicPage], parent: Page) -> None:
    """Give pages that are not saved yet their places after the last child of ``parent``."""
    step = last_step(parent.path)
    for number, page in enumerate(pages, step + 1):
        page.path, page.depth, page.numchild = child_path(parent.path, number), parent.depth + 1, 0
        page.url_path = f"{parent.url_path}{page.slug}/"


def insert_pages(model: type[PublicPage], pages: Sequence[PublicPage]) -> None:
    """Write placed pages of one kind: first their rows as pages, then their rows of that kind."""
    kind = ContentType.objects.get_for_model(model)
    for page in pages:
        page.content_type_id, page.draft_title = kind.pk, page.title
    key = Page._meta.pk
    shared = [field for field in Page._meta.concrete_fields if field is not key]
    for start in range(0, len(pages), CHUNK):
        chunk = pages[start : start + CHUNK]
        for page, (pk,) in zip(chunk, _insert(Page, chunk, shared, [key]), strict=True):
            page.pk = page.id = page.page_ptr_id = pk
            page._state.adding = False
        _insert(model, chunk, list(model._meta.local_concrete_fields))


def _insert(
    model: type[Page], pages: Sequence[PublicPage], fields: list[Any], returning: list[Any] | None = None
) -> Any:
    """Django's bulk_create refuses models with a parent table; the insert beneath it does not."""
    return model._base_manager.all()._insert(pages, fields=fields, returning_fields=returning)


def index_pages(pages: Sequence[PublicPage]) -> None:
    """Let editors find pages that were written many at once."""
    if pages:
        get_search_backend().add_bulk(type(pages[0]), pages)


def note_references(pages: Iterable[PublicPage]) -> None:
    """Let Wagtail know which pictures and pages they use, so that it warns before one is deleted."""
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)


def add_children(model: type[PublicPage], pages: Sequence[PublicPage], parent: Page) -> None:
    """Write new pages below a parent."""
    place_below(pages, parent)
    insert_pages(model, pages)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))
