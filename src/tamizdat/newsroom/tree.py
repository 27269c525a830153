"""Wagtail's tree of pages, written many rows at a time: one by one it takes 60 articles a second, so 2,000."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, TextField
from django.db.models.functions import Cast
from wagtail.models import Locale, Page, ReferenceIndex
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry as SearchIndex

from tamizdat.newsroom.models import PublicPage
from tamizdat.shell.errors import RefusedError

STEP = Page.steplen
FULL = len(Page.alphabet) ** STEP
CHUNK = 100
INDEX_CHUNK = 3_000


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
        # Django's bulk_create refuses models with a parent table; the insert beneath it does not.
        rows = Page._base_manager.all()._insert(chunk, fields=shared, returning_fields=[key])
        for page, (pk,) in zip(chunk, rows, strict=True):
            page.pk = page.id = page.page_ptr_id = pk
            page._state.adding = False
    _insert_own(model, pages)


def _insert_own(model: type[PublicPage], pages: Sequence[PublicPage]) -> None:
    """The rows that hold what pages of this kind have beyond other pages."""
    fields, quote = model._meta.local_concrete_fields, connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    rows = [[field.get_db_prep_save(field.pre_save(page, add=True), connection) for field in fields] for page in pages]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})", rows)


def index_pages(model: type[PublicPage]) -> None:
    """Let editors find pages that were written many at once. It looks through the whole index: call it rarely."""
    kind = ContentType.objects.get_for_model(model)
    known = SearchIndex.objects.filter(content_type=kind, object_id=Cast(OuterRef("pk"), TextField()))
    new = list(model.objects.filter(~Exists(known)).values_list("pk", flat=True))
    for start in range(0, len(new), INDEX_CHUNK):
        index_again(model, new[start : start + INDEX_CHUNK])


@transaction.atomic
def index_again(model: type[PublicPage], keys: Sequence[int]) -> None:
    """Let editors find pages by what they say now."""
    get_search_backend().add_bulk(model, model.objects.filter(pk__in=keys))


def note_references(pages: Iterable[PublicPage]) -> None:
    """Let Wagtail know which pictures and pages they use, so that it warns before one is deleted."""
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)


def add_children(model: type[PublicPage], pages: Sequence[PublicPage], parent: Page) -> None:
    """Write new pages below a parent."""
    place_below(pages, parent)
    insert_pages(model, pages)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))
