"""The words and the front of a paper, set from outside Wagtail's forms: for the demo and for tests."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from wagtail.models import Page

from tamizdat.newsroom.embargo import trusted_now
from tamizdat.newsroom.models import ArticlePage, FrontPage, Pick, SectionPage
from tamizdat.newsroom.papers import fronts_by_language
from tamizdat.newsroom.publish import refresh_papers
from tamizdat.shell.errors import RefusedError

TEXTS = {
    "tagline", "notice_title", "notice_text", "notice_link", "letter_title", "letter_text", "letter_signed",
    "support_title", "support_text", "ways_title", "ways_text", "title",
}  # fmt: skip


@transaction.atomic
def set_paper(
    language: str,
    *,
    section_order: Sequence[str] | None = None,
    lead: str | None = None,
    picks: Sequence[str] | None = None,
    **texts: str,
) -> None:
    """Set texts of the paper, the order of its sections (names), its lead and picks (identities of articles)."""
    front = fronts_by_language().get(language)
    unknown = sorted(set(texts) - TEXTS)
    if front is None or unknown:
        raise RefusedError(
            f"There is no paper in {language!r}." if front is None else f"A paper has no {unknown[0]!r}."
        )
    chosen = {one: _article(one, language) for one in [*([lead] if lead else []), *(picks or ())]}
    if section_order is not None:
        _order_sections(front, section_order)
    changes: dict[str, object] = dict(texts)
    if "title" in texts:
        changes["draft_title"] = texts["title"]
    if lead:
        changes["lead_id"] = chosen[lead]
    if changes:
        FrontPage.objects.filter(pk=front.pk).update(**changes)
    if picks is not None:
        Pick.objects.filter(page_id=front.pk).delete()
        Pick.objects.bulk_create(
            Pick(page_id=front.pk, article_id=chosen[one], sort_order=number) for number, one in enumerate(picks)
        )
    refresh_papers(trusted_now())


def _article(identity: str, language: str) -> int:
    """By its identity in the archive that brought it, or by its public id."""
    articles = ArticlePage.objects.filter(locale__language_code=language)
    key = articles.filter(source_name=identity).values_list("pk", flat=True).first()
    key = key or articles.filter(public_id=identity).values_list("pk", flat=True).first()
    if key is None:
        raise RefusedError(f"There is no article {identity!r} in {language!r}.")
    return key


def _order_sections(front: FrontPage, names: Sequence[str]) -> None:
    """Named sections first, in this order; the others follow as they stood."""
    by_name = {section.title: section.pk for section in SectionPage.objects.child_of(front).order_by("path")}
    missing = [name for name in names if name not in by_name]
    if missing:
        raise RefusedError(f"There is no section {missing[0]!r} in {front.locale.language_code!r}.")
    if list(by_name)[: len(names)] == list(names):
        return
    for name in reversed(names):
        section = Page.objects.get(pk=by_name[name])
        section.move(Page.objects.get(pk=front.pk), pos="first-child")
