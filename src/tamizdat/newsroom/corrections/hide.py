"""Hide a person: one name becomes another wherever it stands, and every kept edition forgets what it printed of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from taggit.models import Tag
from wagtail.admin.models import FormState
from wagtail.models import Page, Revision
from wagtail.search import index

from tamizdat.newsroom.corrections.chain import add_line, forget_words
from tamizdat.newsroom.corrections.places import (
    DESK_TEXTS,
    INSIDE,
    RECORDS,
    SLUGS,
    changed_tag,
    without,
)
from tamizdat.newsroom.corrections.records import CorrectionLine
from tamizdat.newsroom.corrections.swap import ARTICLE_TEXTS, Swap, swap_article
from tamizdat.newsroom.fact_store import compose_counters, write_facts
from tamizdat.newsroom.give_numbers import free_path
from tamizdat.newsroom.models import (
    ArticleByline,
    ArticlePage,
    Byline,
    Correction,
    Counter,
    LiveCoverage,
    LiveEntry,
    Recording,
    Reworded,
    Series,
    Topic,
)
from tamizdat.newsroom.people import audit
from tamizdat.newsroom.publish import refresh_articles, refresh_papers
from tamizdat.newsroom.slugs import free_slug

ANYBODY = ""
"""Tells the press that a person was hidden, also where nothing that the newsroom has now named them."""
OF_ARTICLES = (Correction, LiveCoverage, LiveEntry)
"""What an article prints as its own."""


@transaction.atomic
def hide_person(swap: Swap, byline: Byline | None, pseudonym: str, user: Any, now: datetime) -> int:
    """Do it, whole or not at all; gives the number of articles that changed. Nothing keeps the old name."""
    hidden = [byline, *byline.get_translations()] if byline else []
    gone = [one.public_id for one in hidden]
    signed = {key for one in hidden for key in _new_byline(one, pseudonym)}
    changed = {page.pk for page in ArticlePage.objects.iterator(chunk_size=200) if _swap_page(page, swap)}
    lines = _swap_lines(swap, now)
    _swap_tags(swap)
    others, told = _swap_records(swap)
    once = _swap_versions(swap)
    keys = sorted(signed | changed | lines | told)
    refresh_articles(keys, now)
    ids = ArticlePage.objects.filter(pk__in={*keys, *once}).values_list("public_id", flat=True)
    Reworded.objects.bulk_create(Reworded(public_id=one) for one in dict.fromkeys([*ids, *gone, *others, ANYBODY]))
    write_facts({"counters": compose_counters()})
    refresh_papers(now)
    for page in ArticlePage.objects.filter(pk__in=keys).iterator(chunk_size=200):
        index.insert_or_update_object(page)
    _forget_in_search()
    audit.note(user, "hide", str(len(keys)))
    return len(keys)


def _new_byline(old: Byline, pseudonym: str) -> set[int]:
    """Another byline signs from now on: nothing of the old one, not even its random id, goes over to it."""
    new = Byline.objects.filter(locale_id=old.locale_id, name=pseudonym).exclude(pk=old.pk).first()
    new = new or Byline.objects.create(locale=old.locale, name=pseudonym, is_pseudonym=True, is_guest=old.is_guest)
    keys = set(old.article_bylines.values_list("page_id", flat=True))
    ArticleByline.objects.filter(byline=old).update(byline=new)
    for revision in Revision.objects.iterator():
        rows = revision.content.get("article_bylines") or []
        if any(row.get("byline") == old.pk for row in rows):
            for row in rows:
                row["byline"] = new.pk if row.get("byline") == old.pk else row.get("byline")
            revision.save(update_fields=["content"])
            keys.add(int(revision.object_id))
    Counter.objects.filter(name=f"place:byline:{old.public_id}").delete()
    old.delete()
    return keys


def _swap_page(page: ArticlePage, swap: Swap) -> bool:
    """Its words as they are saved; its versions are another matter. Its addresses too, if the name is in them."""
    before = {name: getattr(page, name) for name in (*DESK_TEXTS, *SLUGS, "legacy")}
    count = swap_article(page, swap)
    values = {name: swap.text(before[name]) for name in DESK_TEXTS} | _new_address(page, swap)
    values["legacy"] = [one for one in page.legacy if swap.address(one) == one]
    if not count and all(before[name] == value for name, value in values.items()):
        return False
    values |= {name: getattr(page, name) for name in (*ARTICLE_TEXTS, "body")}
    ArticlePage.objects.filter(pk=page.pk).update(**values)
    return True


def _new_address(page: ArticlePage, swap: Swap) -> dict[str, Any]:
    """No redirect leads from the old one: it would name what it hides."""
    slug, public = swap.address(page.slug), swap.address(page.slug_public)
    values: dict[str, Any] = {}
    if slug != page.slug:
        values["slug"] = _free_beside(page, slug)
        values["url_path"] = f"{page.url_path.rstrip('/').rpartition('/')[0]}/{values['slug']}/"
    if public != page.slug_public:
        values["slug_public"] = public
    if page.path_public and (public != page.slug_public or swap.address(page.path_public) != page.path_public):
        values["path_public"] = free_path(f"{page.path_public.rpartition('/')[0]}/", public)
    return values


def _free_beside(page: Page, slug: str) -> str:
    """The same slug, with a number where a page beside it has it."""
    beside = page.get_siblings(inclusive=False).filter(slug__startswith=slug)
    return free_slug(slug, set(beside.values_list("slug", flat=True)))


def _swap_lines(swap: Swap, now: datetime) -> set[int]:
    """A line cannot change: it loses its words, and the words with the other name come as a new line."""
    ids = set()
    for line in CorrectionLine.objects.filter(opening__isnull=False):
        html, article = swap.text(line.opening["html"]), line.article
        if html != line.opening["html"]:
            at = datetime.fromisoformat(line.opening["at"])
            write_facts(forget_words([line]))
            add_line(article, line.language, html, at, now)
            ids.add(article)
    return set(ArticlePage.objects.filter(public_id__in=ids).values_list("pk", flat=True))


def _swap_versions(swap: Swap) -> set[int]:
    """Drafts and old versions: whoever restores or publishes one must not bring the name back.

    Gives keys of what had the name in one: an older copy of an edition may have it too.
    """
    keys: set[int] = set()
    for revision in Revision.objects.iterator():
        content = without(revision, swap)
        if isinstance(revision.content.get("body"), str):
            content["body"] = json.dumps(content["body"])
        if "url_path" in content and content["slug"] != revision.content["slug"]:
            content["slug"] = _slug_now(revision) or content["slug"]
        named = swap.text(revision.object_str)
        if named != revision.object_str or content != revision.content:
            revision.content, revision.object_str = content, named
            revision.save(update_fields=["content", "object_str"])
            keys |= {int(revision.object_id)} if revision.content_type.model_class() is ArticlePage else set()
    FormState.objects.all().delete()  # what previews were shown last, for a day
    return keys


def _slug_now(revision: Revision) -> str:
    """That of its page, which may have got a number: a version with another could not be published."""
    return Page.objects.filter(pk=revision.object_id).values_list("slug", flat=True).first() or ""


def _swap_tags(swap: Swap) -> None:
    """A keyword of pictures gets the other name; where there is one of that name already, it goes."""
    for tag in Tag.objects.iterator():
        if changed_tag(tag, swap):
            name = swap.text(tag.name)
            slug = swap.address(tag.slug)
            if Tag.objects.filter(Q(name=name) | Q(slug=slug)).exclude(pk=tag.pk).exists():
                tag.delete()
            else:
                Tag.objects.filter(pk=tag.pk).update(name=name, slug=slug)


def _swap_records(swap: Swap) -> tuple[list[str], set[int]]:
    """What stands around articles: public ids of what editions printed, keys of articles that print it."""
    ids, keys = [], set()
    for model, fields in (*RECORDS, *INSIDE):
        for one in model._default_manager.iterator():
            before = {name: getattr(one, name) for name in fields}
            values = swap.value(before)
            moved = _moves(one, swap)
            if values != before or moved:
                _save(one, values, moved or values.get("name") != before.get("name"), swap)
                ids += [one.public_id] if hasattr(one, "public_id") and not isinstance(one, OF_ARTICLES) else []
                keys |= _printed_by(one)
    return ids, keys


def _moves(one: Any, swap: Swap) -> bool:
    """Is the name in its address?"""
    slug = getattr(one, "slug", "")
    return bool(slug) and swap.address(slug) != slug


def _printed_by(one: Any) -> set[int]:
    if isinstance(one, Recording):
        return set(ArticlePage.objects.filter(recording=one).values_list("pk", flat=True))
    return {one.page_id} if isinstance(one, OF_ARTICLES) else set()


def _save(one: Any, values: dict[str, Any], moved: bool, swap: Swap) -> None:
    for name, value in values.items():
        setattr(one, name, value)
    if isinstance(one, Page) and moved:
        one.slug = _free_beside(one, swap.address(one.slug))
    elif isinstance(one, Topic | Byline | Series) and moved:
        one.slug = ""  # made from the name as it is now; the old address is forgotten
    if hasattr(one, "public_id"):
        one.save()
    else:
        type(one)._default_manager.filter(pk=one.pk).update(**values)
        if isinstance(one, index.Indexed):
            index.insert_or_update_object(one)


def _forget_in_search() -> None:
    """SQLite's index keeps words of what left it until its parts are merged."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO wagtailsearch_indexentry_fts(wagtailsearch_indexentry_fts) VALUES ('optimize')")
