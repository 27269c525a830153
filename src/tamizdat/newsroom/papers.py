"""The paper in each language: its front page in Wagtail's tree, made when a language is new."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings as django_settings
from wagtail.models import Page, Site

from tamizdat.newsroom.models import FrontPage
from tamizdat.newsroom.public_ids import derived_public_id
from tamizdat.newsroom.tree import add_children, locale_of
from tamizdat.shell.home import Settings

SAME_PAPER = UUID("7a6d7461-6d69-4a64-8174-6e6577737270")
"""All fronts are translations of one page."""


def read_settings() -> Settings:
    """What tamizdat.toml says now."""
    found: Settings = django_settings.HOME.read_settings()
    return found


def fronts_by_language() -> dict[str, FrontPage]:
    """The front page of every language that has a paper."""
    fronts = FrontPage.objects.select_related("locale").filter(alias_of=None)
    return {front.locale.language_code: front for front in fronts}


def make_fronts(languages: Iterable[str], name: str) -> list[str]:
    """Make the fronts that are missing; gives their languages."""
    known = set(fronts_by_language())
    missing = [one for one in dict.fromkeys(languages) if one not in known]
    if not missing:
        return []
    root = Page.objects.get(depth=1)
    new = [
        FrontPage(
            title=name,
            slug=language.lower(),
            locale=locale_of(language),
            translation_key=SAME_PAPER,
            public_id=derived_public_id("front", language),
            live=True,
        )
        for language in missing
    ]
    add_children(FrontPage, new, root)
    if not known:
        _make_site(new[0], name)
    return missing


def _make_site(front: FrontPage, name: str) -> None:
    """The paper takes the place of Wagtail's welcome page."""
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page_id": front.pk, "site_name": name},
    )
    for welcome in Page.objects.filter(depth=2, numchild=0, content_type__model="page", slug="home"):
        welcome.delete()
