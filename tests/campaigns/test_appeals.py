"""What an editor sets up at the desk is what readers are asked; the desk says why."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

import tamizdat.campaigns
from tamizdat.campaigns.choose import FILTERS
from tamizdat.campaigns.compose import refresh_campaigns
from tamizdat.campaigns.models import Appeal, AppealWords, KnownValue
from tamizdat.campaigns.restore_appeals import restore_appeals
from tamizdat.campaigns.roles import allow_moderators
from tamizdat.campaigns.why import explain_page
from tamizdat.newsroom.fact_store import read_fact, write_facts
from tamizdat.newsroom.models import ArticlePage
from tamizdat.shell.errors import RefusedError
from tests.campaigns.signed import make_offer, make_statement, signed

ADD = "wagtailsnippets_campaigns_appeal:add"


def fact(language: str = "en") -> Any:
    text = read_fact(f"campaign:{language}")
    return json.loads(text)["appeals"] if text else None


def make_appeal(name: str = "Winter", languages: tuple[str, ...] = ("en",), **values: Any) -> Appeal:
    appeal = Appeal(name=name, is_on=True, **values)
    for language in languages:
        locale = Locale.objects.get(language_code=language)
        appeal.words.add(AppealWords(locale=locale, title=f"{name} in {language}", text="<p>Help us.</p>"))
    appeal.save()
    return appeal


def write_article(paper: Any, **values: Any) -> ArticlePage:
    article = ArticlePage(title="Tide", locale=paper.locale, published_at=timezone.now(), **values)
    paper.add_child(instance=article)
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


def form(**changes: Any) -> dict[str, Any]:
    """The appeal's form as a browser sends it."""
    english = Locale.objects.get(language_code="en").pk
    return {
        "name": "Winter", "place": "letter", "is_on": "on", "priority": "20", "meter": "", "most": "3", "days": "2",
        "starts_at": "", "ends_at": "", "words-TOTAL_FORMS": "1", "words-INITIAL_FORMS": "0",
        "words-MIN_NUM_FORMS": "0", "words-MAX_NUM_FORMS": "1000", "words-0-locale": str(english), "words-0-ORDER": "1",
        "words-0-title": "Dear readers", "words-0-text": json.dumps({"blocks": [], "entityMap": {}}),
        "words-0-link": "", "words-0-signed": "", **changes,
    }  # fmt: skip


def test_an_editor_sets_up_an_appeal_and_readers_are_asked(editor, paper) -> None:
    answer = editor.post(reverse(ADD), form(sections=[paper.public_id], ends_at="2027-01-31 12:00"))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    (one,) = fact()
    assert (one["title"], one["place"], one["most"], one["days"]) == ("Dear readers", "letter", 3, 2)
    assert one["sections"] == [paper.public_id] and one["until"].startswith("2027-01-31")
    assert "Winter" not in read_fact("campaign:en"), "its name is for the desk alone"
    Appeal.objects.get().delete()
    assert fact() is None


def test_an_appeal_that_ends_before_it_begins_is_refused(editor, paper) -> None:
    answer = editor.post(reverse(ADD), form(starts_at="2027-01-31 12:00", ends_at="2027-01-01 12:00"))
    assert "It would end before it begins." in answer.content.decode() and not Appeal.objects.exists()


@pytest.mark.parametrize("address", ["campaigns_support", ADD, "wagtailsnippets_campaigns_appeal:list"])
def test_the_desk_on_support_is_for_editors_alone(editor, stranger, paper, address: str) -> None:
    assert editor.get(reverse(address)).status_code == 200
    assert stranger.get(reverse(address)).status_code == 302


def test_whoever_may_publish_may_ask_and_nobody_else(paper) -> None:
    for _ in range(2):
        allow_moderators()
    names = {
        group.name: set(
            group.permissions.filter(content_type__app_label="campaigns").values_list("codename", flat=True)
        )
        for group in Group.objects.all()
    }
    assert names["Editors"] == set()
    assert names["Chief editors"] == {f"{deed}_appeal" for deed in ("add", "change", "delete", "view")}


def test_each_language_has_words_of_its_own_or_is_not_asked(paper) -> None:
    make_appeal(languages=("en", "fa"))
    assert fact("en")[0]["title"] == "Winter in en" and fact("fa")[0]["title"] == "Winter in fa"
    assert fact("ru") is None


def test_an_appeal_comes_and_goes_with_the_hour(paper) -> None:
    now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    make_appeal(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    found = []
    for minutes in (0, 60, 119, 120):
        refresh_campaigns(now + timedelta(minutes=minutes))
        found.append(fact() is not None)
    assert found == [False, True, True, False]
    assert refresh_campaigns(now + timedelta(minutes=121)) == 0, "nothing changes, so nothing is pressed"


def test_the_tick_of_an_article_is_in_its_fact_and_comes_back(paper) -> None:
    spared, other = write_article(paper, no_appeals=True), write_article(paper)
    assert json.loads(read_fact(f"article:{spared.public_id}"))["no_appeals"] is True
    assert "no_appeals" not in json.loads(read_fact(f"article:{other.public_id}"))


def test_the_desk_says_why_a_reader_sees_an_appeal(editor, paper) -> None:
    make_appeal("Usual")
    make_appeal("First", priority=10, not_sections=[paper.public_id])
    article = write_article(paper)
    why = explain_page(f"https://mirror.example{article.path_public}", timezone.now())
    assert [(one.candidate.name, one.result) for one in why.lines] == [
        ("First", "it spares this section"), ("Usual", "shown"),
    ]  # fmt: skip
    shown = editor.get(reverse("campaigns_support"), {"page": article.path_public}).content.decode()
    assert "it spares this section" in shown and "<strong>Usual</strong>" in shown
    Appeal.objects.update(place="notice")
    section = explain_page(f"/en/section/{paper.slug}/index.html", timezone.now())
    assert [one.is_chosen for one in section.lines] == [False, True] and section.where.section == paper.public_id
    with pytest.raises(RefusedError, match="no article at"):
        explain_page("/en/2026/03/nothing.html", timezone.now())


def test_the_desk_shows_offer_and_statement_with_their_age_and_what_was_refused(editor, paper) -> None:
    now = timezone.now()
    write_facts({"offer": json.loads(signed(make_offer(4))), "statement": json.loads(signed(make_statement()))})
    ago = now - timedelta(days=3)
    KnownValue.objects.create(name="offer", looked_at=now, brought_at=ago, refused="By another key.")
    shown = editor.get(reverse("campaigns_support")).content.decode()
    assert "2026-11-20" in shown and "3\xa0days" in shown and "By another key." in shown
    assert "$6,120 of $10,000 in 2026-11; $3,880 is missing" in shown
    assert "No advertising since 1 July 2024" in editor.get(reverse(ADD)).content.decode()


def test_an_appeal_is_previewed_in_the_newest_article(editor, paper, rf) -> None:
    appeal = make_appeal(sections=["x" * 13])
    on_front = appeal.serve_preview(rf.get("/"), "en").content.decode()
    assert "Winter in en" not in on_front, "a letter stands in articles, and there is none"
    write_article(paper)
    shown = appeal.serve_preview(rf.get("/"), "en").content.decode()
    assert "Winter in en" in shown and 'class="letter"' in shown


def test_appeals_come_back_with_a_restored_newsroom(paper) -> None:
    make_appeal(languages=("en", "fa"), meter="month", most=2, ends_at=datetime(2030, 1, 1, tzinfo=UTC))
    before = {language: read_fact(f"campaign:{language}") for language in ("en", "fa")}
    AppealWords.objects.all()._raw_delete("default")
    Appeal.objects.all()._raw_delete("default")
    assert restore_appeals() == 1
    refresh_campaigns(timezone.now())
    assert {language: read_fact(f"campaign:{language}") for language in ("en", "fa")} == before
    assert restore_appeals() == 0


@pytest.mark.parametrize("language", ["ru", "fa"])
def test_every_word_of_the_desk_on_support_is_translated_and_compiled(language: str) -> None:
    folder = Path(tamizdat.campaigns.__file__).parent
    with (folder / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    code = (folder / "desk.py").read_text() + (folder / "models.py").read_text()
    template = (folder / "templates" / "campaigns" / "support.html").read_text()
    written = set(re.findall(r'\b_\(\s*"([^"]*)"', code)) | set(re.findall(r'translate "([^"]*)"', template))
    written |= {name for name, _ in FILTERS}
    assert len(written) > 50 and [one for one in written if compiled.gettext(one) == one] == []
