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
    from tamizdat.newsroom.doors import refresh_settings
    from tamizdat.newsroom.models import ArticlePage, Fact, FrontPage, LiveCoverage, LiveEntry, Series, SeriesPart

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
