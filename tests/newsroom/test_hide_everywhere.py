"""Whoever is hidden is hidden in everything that holds words, also in what comes to the desk later."""

from __future__ import annotations

import json
from unicodedata import normalize
from urllib.parse import quote

import django
import pytest

django.setup()

from django.apps import apps  # noqa: E402 - Django must know its settings first
from django.db import models  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.fields import StreamField  # noqa: E402

from tamizdat.newsroom.corrections.hide import hide_person  # noqa: E402
from tamizdat.newsroom.corrections.left import what_is_left  # noqa: E402
from tamizdat.newsroom.corrections.places import INSIDE, RECORDS, find_places  # noqa: E402
from tamizdat.newsroom.corrections.swap import ARTICLE_TEXTS, Swap  # noqa: E402

KINDS = (models.CharField, models.TextField, models.JSONField, StreamField)
OWN_STEPS = {
    "newsroom.Fact": {"value"},  # composed anew from what is listed here
    "newsroom.ArticlePage": {"body", "slug_public", "path_public", "legacy", *ARTICLE_TEXTS},
    "newsroom.CorrectionLine": {"opening"},
    "newsroom.Topic": {"slug"}, "newsroom.Byline": {"slug"}, "newsroom.Series": {"slug"},
    "wagtailcore.Page": {"title", "draft_title", "slug", "url_path", "seo_title", "search_description"},
    "wagtailcore.Revision": {"object_str", "content"},
    "wagtailadmin.FormState": {"data"},  # all of them are deleted
    "wagtailsearch.IndexEntry": {"autocomplete", "title", "body", "title_text", "body_text"},  # follows what is saved
    "wagtailsearch.SQLiteFTSIndexEntry": {"autocomplete", "title", "body"},
    "taggit.Tag": {"name", "slug"},
}  # fmt: skip
"""What ``hide_person`` changes with a step of its own; the stories below look at each."""
IDS, SEALED, MACHINE, LIST = (
    "an id, a digest or a place in a list", "sealed: only whoever has the key reads it", "the program writes it",
    "values of a list, no words of people",
)  # fmt: skip
CANNOT_HOLD = {
    "campaigns.Appeal": {IDS: {"sections", "not_sections", "meter"}},
    "campaigns.KnownValue": {MACHINE: {"name", "refused"}},
    "newsroom.OpenSession": {IDS: {"session_key"}, MACHINE: {"session_data"}},
    "newsroom.AuditLine": {IDS: {"at", "previous", "digest"}, SEALED: {"actor", "about"}, MACHINE: {"deed", "what"}},
    "newsroom.Invitation": {IDS: {"digest"}},
    "newsroom.PreviewLink": {IDS: {"digest"}},
    "newsroom.BylineRecord": {SEALED: {"sealed"}},
    "newsroom.Fact": {IDS: {"name", "digest"}},
    "newsroom.Counter": {IDS: {"name"}},
    "newsroom.Use": {IDS: {"article", "name"}},
    "newsroom.Picture": {IDS: {"file_hash", "drawn_as", "content_digest"}, MACHINE: {"renditions_public"},
                         LIST: {"covered"}},
    "newsroom.PictureRendition": {MACHINE: {"filter_spec", "focal_point_key"}},
    "newsroom.WatchWord": {"the desk's own watch for this very name: it would watch for another": {"word"}},
    "newsroom.ArticlePage": {IDS: {"group", "awaits", "places", "source_identity", "source_digest"}},
    "newsroom.Disclosure": {SEALED: {"legal_name", "owners", "funders", "address", "responsible", "contact"}},
    "newsroom.CorrectionLine": {IDS: {"day", "commitment", "previous", "article"}, LIST: {"language"}},
    "newsroom.TrustedClock": {IDS: {"boot_id"}},
    "newsroom.Recording": {IDS: {"content_digest"}, MACHINE: {"public"}},
    "newsroom.TranslationState": {IDS: {"digest"}},
    "wagtailembeds.Embed": {IDS: {"hash"}, LIST: {"provider_name"},
                            "of a picture elsewhere, chosen by that provider": {"thumbnail_url"}},
    "wagtailusers.UserProfile": {LIST: {"preferred_language", "current_time_zone"}, MACHINE: {"dismissibles"}},
    "wagtaildocs.Document": {IDS: {"file_hash"}},
    "wagtailimages.Image": {"empty: this newsroom's pictures stand in newsroom.Picture":
                            {"title", "description", "file_hash"}},
    "wagtailimages.Rendition": {"empty, like the pictures": {"filter_spec", "focal_point_key"}},
    "wagtailsearch.IndexEntry": {IDS: {"object_id"}},
    "wagtailadmin.EditingSession": {IDS: {"object_id"}},
    "wagtailadmin.FormState": {IDS: {"object_id", "parent_object_id"}},
    "wagtailcore.Locale": {LIST: {"language_code"}},
    "wagtailcore.Site": {"where the desk is": {"hostname"}},
    "wagtailcore.APIToken": {IDS: {"key_hash", "prefix"}},
    "wagtailcore.ModelLogEntry": {IDS: {"object_id"}, LIST: {"action"}},
    "wagtailcore.PageLogEntry": {LIST: {"action"}},
    "wagtailcore.Revision": {IDS: {"object_id"}},
    "wagtailcore.WorkflowState": {IDS: {"object_id"}},
    "wagtailcore.Collection": {IDS: {"path"}},
    "wagtailcore.Page": {IDS: {"path"}},
    "wagtailcore.CollectionViewRestriction": {"a password": {"password"}},
    "wagtailcore.PageViewRestriction": {"a password": {"password"}},
    "wagtailcore.Comment": {MACHINE: {"contentpath", "position"}},
    "wagtailcore.ReferenceIndex": {IDS: {"object_id", "to_object_id"}, MACHINE: {"model_path", "content_path"}},
    "account.EmailAddress": {SEALED: {"email"}},
    "account.EmailConfirmation": {IDS: {"key"}},
    "mfa.Authenticator": {SEALED: {"data"}},
    "auth.User": {SEALED: {"password", "username", "first_name", "last_name", "email"}},
    "auth.Group": {"roles: the program finds them by this name": {"name"}},
    "auth.Permission": {MACHINE: {"name", "codename"}},
    "contenttypes.ContentType": {MACHINE: {"app_label", "model"}},
    "sessions.Session": {IDS: {"session_key"}, MACHINE: {"session_data"}},
}  # fmt: skip
"""Model → why → fields. Whoever adds a model says here why it cannot hold a name, or adds it to ``places.py``."""


def words_of(model: type[models.Model]) -> set[str]:
    fields = [one for one in model._meta.local_fields if isinstance(one, KINDS) and not one.choices]
    return {one.name for one in fields} - {"public_id"}


def test_no_field_of_any_installed_model_that_may_hold_a_name_is_left_out() -> None:
    seen = {label: set(fields) for label, fields in OWN_STEPS.items()}
    for model, fields in (*RECORDS, *INSIDE):
        seen.setdefault(model._meta.label, set()).update(fields)
    for label, reasons in CANNOT_HOLD.items():
        seen.setdefault(label, set()).update(*reasons.values())
    known = apps.get_models(include_auto_created=True)
    lacking = {one._meta.label: left for one in known if (left := words_of(one) - seen.get(one._meta.label, set()))}
    assert lacking == {}


def test_the_list_of_what_cannot_hold_a_name_names_nothing_that_is_gone() -> None:
    for label, reasons in CANNOT_HOLD.items():
        assert set().union(*reasons.values()) <= words_of(apps.get_model(label)), label


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
    swap = Swap((("Ann Reyn", "K. Tar"), ("Reyn", "Tar")), whole=True)
    assert len({one.what for one in find_places(swap, None)}) >= 7
    hide_person(swap, None, "K. Tar", User.objects.create(username="nina"), timezone.now())
    assert not list(find_places(swap, None))
    facts = "".join(one for one in Fact.objects.values_list("value", flat=True) if one)
    assert "Reyn" not in facts
    live = json.loads(Fact.objects.get(name=f"article:{page.public_id}").value)["live"]
    assert "Tar speaks" in json.dumps(live)


NAME = Swap((("Anna Reyn", "K. Tar"), ("Анна Рейн", "К. Тар")), whole=True)


@pytest.fixture
def front(db):
    from django.conf import settings

    from tamizdat.newsroom.doors import refresh_settings
    from tamizdat.newsroom.models import FrontPage

    refresh_settings(settings.NEWSROOM)
    return FrontPage.objects.get(locale__language_code="en")


def hide(swap: Swap = NAME) -> int:
    from django.contrib.auth.models import User

    return hide_person(swap, None, "K. Tar", User.objects.create(username="nina"), timezone.now())


def written(parent, **values):
    from tamizdat.newsroom.models import ArticlePage

    page = parent.add_child(instance=ArticlePage(locale=parent.locale, live=False, **{"title": "Quay", **values}))
    page.save_revision().publish()
    return page


def facts() -> str:
    from tamizdat.newsroom.models import Fact

    return "".join(one for one in Fact.objects.values_list("value", flat=True) if one)


def test_old_addresses_with_the_name_lead_nowhere_any_more(front) -> None:
    kept = "/2019/quay.html"
    anna = quote("Анна")
    old = ["/2019/Anna-Reyn.html", "https://old.example/anna_reyn/"]
    old += [f"/{anna}-{quote('Рейн')}", f"/{anna}_{quote(normalize('NFD', 'Рейн'))}", kept]
    page = written(front, slug="quay", legacy=old)
    assert len([one for one in find_places(NAME, None) if one.which == "Quay" and "old address" in one.what]) == 4
    hide()
    page.refresh_from_db()
    assert page.legacy == [kept] and "Reyn" not in facts() and "%D0" not in facts()
    assert page.get_latest_revision().content["legacy"] == [kept] and not list(find_places(NAME, None))


def test_the_addresses_of_sections_topics_and_series_lose_the_name(front) -> None:
    from tamizdat.newsroom.models import ArticlePage, ArticleTopic, Reworded, SectionPage, Series, SeriesPart, Topic

    front.add_child(instance=SectionPage(title="Other", slug="k-tar-letters", locale=front.locale))
    section = front.add_child(instance=SectionPage(title="Letters", slug="anna-reyn-letters", locale=front.locale))
    section.save_revision().publish()
    topic = Topic.objects.create(locale=front.locale, name="Trial", slug="trial-of-anna-reyn")
    series = Series.objects.create(locale=front.locale, name="Walks", slug="anna-reyn-walks")
    page = written(section, slug="quay", article_topics=[ArticleTopic(topic=topic)])
    SeriesPart.objects.create(series=series, article=page)
    found = [one.words for one in find_places(NAME, None)]
    assert {"anna-reyn-letters", "trial-of-anna-reyn", "anna-reyn-walks"} <= set(found)
    hide()
    section.refresh_from_db()
    assert section.get_latest_revision().content["slug"] == "k-tar-letters-2"
    assert section.slug == "k-tar-letters-2" and "reyn" not in ArticlePage.objects.get(pk=page.pk).url_path
    assert (Topic.objects.get().slug, Series.objects.get().slug) == ("trial", "walks")
    assert "reyn" not in facts() and not list(find_places(NAME, None))
    ids = set(Reworded.objects.values_list("public_id", flat=True))
    assert {section.public_id, topic.public_id, series.public_id} <= ids


def test_what_only_the_desk_sees_loses_the_name_although_nothing_public_has_it(front) -> None:
    from django.contrib.auth.models import User
    from taggit.models import Tag
    from wagtail.admin.models import FormState
    from wagtail.models import Comment, CommentReply, PageLogEntry, Task, TaskState, Workflow, WorkflowState

    from tamizdat.newsroom.models import ArticlePage

    page, nina = written(front), User.objects.create(username="asya")
    ArticlePage.objects.filter(pk=page.pk).update(draft_title="Anna Reyn", search_description="ANNA REYN said")
    flow, task = Workflow.objects.create(name="For Anna Reyn"), Task.objects.create(name="x")
    kinds = {"content_type": page.cached_content_type, "base_content_type": page.get_base_content_type()}
    state = WorkflowState.objects.create(object_id=page.pk, workflow=flow, requested_by=nina, **kinds)
    TaskState.objects.create(workflow_state=state, revision=page.latest_revision, task=task, comment="Ask Anna Reyn")
    comment = Comment.objects.create(page=page, user=nina, text="Anna_Reyn?", contentpath="title")
    CommentReply.objects.create(comment=comment, user=nina, text="anna reyn!")
    PageLogEntry.objects.create(page=page, action="wagtail.edit", label="Anna Reyn", data={"title": "Anna Reyn"},
                                timestamp=timezone.now())  # fmt: skip
    form = {"object_id": page.pk, "user": nina, "data": "title=Anna+Reyn", "last_updated_at": timezone.now()}
    FormState.objects.update_or_create_by_instance(page, user=nina, defaults=form)
    Tag.objects.create(name="Anna Reyn", slug="anna-reyn")
    assert len({one.what for one in find_places(NAME, None)}) >= 7
    hide()
    assert not list(find_places(NAME, None)) and not FormState.objects.exists()
    assert ArticlePage.objects.get(pk=page.pk).draft_title == "K. Tar"
    assert TaskState.objects.get().comment == "Ask K. Tar" and CommentReply.objects.get().text == "K. Tar!"
    assert Tag.objects.get().slug == "k-tar"


def test_a_byline_is_hidden_in_every_language_that_it_signs_in(front) -> None:
    from tamizdat.newsroom.corrections.forms import HideForm
    from tamizdat.newsroom.models import Byline, FrontPage

    byline = Byline.objects.create(locale=front.locale, name="Anna Reyn")
    russian = FrontPage.objects.get(locale__language_code="ru")
    Byline.objects.create(locale=russian.locale, name="Анна Рейн", translation_key=byline.translation_key)
    page = written(russian, standfirst="Говорит АННА РЕЙН.")
    form = HideForm({"byline": byline.pk, "pseudonym": "K. Tar", "names": ""})
    assert form.is_valid()
    hide(form.swap())
    page.refresh_from_db()
    assert page.standfirst == "Говорит K. TAR."


def test_what_is_left_is_found_in_facts_and_in_versions(front) -> None:
    page = written(front, standfirst="\u0410nna Reyn and Mull\u00e9r spoke; Annabel, Reynolds and Reyna did not.")
    swap = Swap((("Anna Reyn", "K. Tar"), ("Muller", "Tar")), whole=True)
    left = what_is_left(swap)
    assert {one.what for one in left.places} == {"What readers get", "Versions and drafts"}
    assert any(page.public_id in one.which and "Anna Reyn" in one.words for one in left.places)
    assert {"Annabel", "Reynolds", "Reyna"} <= set(left.also_seen)
    written(front, standfirst="Анны Рейн не было; канны и аннотации были.", title="Other")
    assert what_is_left(Swap((("Анна Рейн", "К. Тар"),), whole=True)).also_seen == ("Анны", "Рейн")
    assert not what_is_left(Swap((("Otto Lind", "K. Tar"),), whole=True)).places
