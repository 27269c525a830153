"""Whoever is hidden is hidden in everything that holds words, also in what comes to the desk later."""

from __future__ import annotations

import json

import django
import pytest

django.setup()

from django.apps import apps  # noqa: E402 - Django must know its settings first
from django.db import models  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.fields import StreamField  # noqa: E402

from tamizdat.newsroom.corrections.hide import hide_person  # noqa: E402
from tamizdat.newsroom.corrections.places import INSIDE, RECORDS, find_places  # noqa: E402
from tamizdat.newsroom.corrections.swap import ARTICLE_TEXTS, Swap  # noqa: E402
from tamizdat.newsroom.doors import refresh_settings, reworded_after  # noqa: E402
from tamizdat.newsroom.models import ArticlePage, Byline, FrontPage, SectionPage  # noqa: E402

WORDLESS = {
    "OpenSession": {"session_key", "session_data"},
    "AuditLine": {"at", "actor", "deed", "about", "what", "previous", "digest"},
    "Invitation": {"digest"},
    "PreviewLink": {"digest"},
    "BylineRecord": {"sealed"},
    "Fact": {"name", "value", "digest"},
    "Counter": {"name"},
    "Use": {"article", "name"},
    "Picture": {"file_hash", "covered", "drawn_as", "renditions_public", "content_digest"},
    "PictureRendition": {"filter_spec", "focal_point_key"},
    "WatchWord": {"word"},
    "ArticlePage": {"group", "slug_public", "path_public", "awaits", "places", "legacy", "source_identity",
                    "source_digest", "body"},
    "Disclosure": {"legal_name", "owners", "funders", "address", "responsible", "contact"},
    "CorrectionLine": {"language", "day", "commitment", "previous", "opening", "article"},
    "TrustedClock": {"boot_id"},
    "Recording": {"public", "content_digest"},
    "TranslationState": {"digest"},
    "Appeal": {"sections", "not_sections", "meter"},
    "KnownValue": {"name", "refused"},
}  # fmt: skip
"""Made of other things (facts, slugs and lines have steps of their own), or never public and needed as it is."""


def words_of(model: type[models.Model]) -> set[str]:
    kinds = (models.CharField, models.TextField, models.JSONField, StreamField)
    fields = [one for one in model._meta.local_fields if isinstance(one, kinds) and not one.choices]
    return {one.name for one in fields} - {"public_id", "slug"} - WORDLESS.get(model.__name__, set())


def test_no_field_that_holds_words_is_left_out() -> None:
    looked_at = {model: set(fields) for model, fields in (*RECORDS, *INSIDE)}
    looked_at[apps.get_model("newsroom", "ArticlePage")] = set(ARTICLE_TEXTS)
    known = [*apps.get_app_config("newsroom").get_models(), *apps.get_app_config("campaigns").get_models()]
    lacking = {one.__name__: left for one in known if (left := words_of(one) - looked_at.get(one, set()))}
    assert lacking == {}


@pytest.mark.django_db
def test_a_name_leaves_live_coverage_series_policies_transcripts_and_appeals() -> None:
    from django.conf import settings
    from django.contrib.auth.models import User

    from tamizdat.campaigns.models import Appeal, AppealWords
    from tamizdat.newsroom.models import Fact, LiveCoverage, LiveEntry, Series, SeriesPart

    refresh_settings(settings.NEWSROOM)
    front = FrontPage.objects.get(locale__language_code="en")
    front.ethics_policy = "<p>Ann Reyn answers for it.</p>"
    front.save()
    page = front.add_child(instance=ArticlePage(title="At the quay", kind="live", locale=front.locale, live=False))
    page.transcript = "Ann Reyn: the boats are in."
    page.save_revision().publish()
    LiveCoverage.objects.create(page=page, points="Ann Reyn has landed")
    LiveEntry.objects.create(page=page, at=timezone.now(), part=1, title="Reyn speaks", text="Ann Reyn speaks.")
    series = Series.objects.create(locale=front.locale, name="Walks with Ann Reyn")
    SeriesPart.objects.create(series=series, article=page)
    appeal = Appeal.objects.create(name="By Ann Reyn")
    AppealWords.objects.create(appeal=appeal, locale=front.locale, title="A word of Ann Reyn", signed="Ann Reyn")
    swap = Swap([("Ann Reyn", "K. Tar"), ("Reyn", "Tar")])
    assert len({one.what for one in find_places(swap, None)}) >= 7
    hide_person(swap, None, "K. Tar", User.objects.create(username="nina"), timezone.now())
    assert not list(find_places(swap, None))
    facts = "".join(one for one in Fact.objects.values_list("value", flat=True) if one)
    assert "Reyn" not in facts
    live = json.loads(Fact.objects.get(name=f"article:{page.public_id}").value)["live"]
    assert "Tar speaks" in json.dumps(live)


def hide(name: str, byline: Byline | None = None) -> set[str]:
    """What the press is told to forget."""
    from django.contrib.auth.models import User

    user, _ = User.objects.get_or_create(username="nina")
    last = max((number for number, _ in reworded_after(0)), default=0)
    hide_person(Swap(((name, "K. Tar"),)), byline, "K. Tar", user, timezone.now())
    return {one for _, one in reworded_after(last)}


@pytest.fixture
def front() -> FrontPage:
    from django.conf import settings

    refresh_settings(settings.NEWSROOM)
    return FrontPage.objects.get(locale__language_code="en")


@pytest.fixture
def article(front: FrontPage) -> ArticlePage:
    """An article that names a witness in its first version, and not in the one that readers have."""
    new = ArticlePage(title="Ann Reyn saw it", slug="seen", slug_public="seen", locale=front.locale, live=False)
    page = front.add_child(instance=new)
    page.save_revision().publish()
    page.title = "A witness saw it"
    page.save_revision().publish()
    return page


@pytest.mark.django_db
def test_who_was_taken_out_by_hand_before_is_forgotten_in_earlier_editions(article: ArticlePage) -> None:
    assert article.public_id in hide("Ann Reyn")


@pytest.mark.django_db
def test_who_signed_an_article_once_is_forgotten_in_earlier_editions(article: ArticlePage) -> None:
    byline = Byline.objects.create(locale=article.locale, name="Ann Reyn")
    article.article_bylines.create(byline=byline)
    article.save_revision().publish()
    article.article_bylines.clear()
    article.save_revision().publish()
    assert article.public_id in hide("Mara Stone", byline)


@pytest.mark.django_db
def test_the_press_is_told_of_each_hiding_also_where_no_article_has_the_name_now(article: ArticlePage) -> None:
    other = article.get_parent().add_child(instance=SectionPage(title="By Mara Stone", locale=article.locale))
    told = hide("Mara Stone")
    assert {"", other.public_id} <= told and article.public_id not in told
    assert hide("Nobody Ever Heard") == {""}
