"""Live coverage as it is written, on a phone or elsewhere; recordings and series as editors make them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tamizdat.newsroom.fact_store import read_fact
from tamizdat.newsroom.formats.live import add_entry
from tamizdat.newsroom.formats.typed import typed_html
from tamizdat.newsroom.models import ArticlePage, LiveEntry, Recording, Series
from tests.desk.people import person
from tests.desk.test_versions import picture

MEDIA = Path(__file__).parents[1] / "newsroom" / "media"
NOW = datetime.now(UTC)


@pytest.fixture
def page(paper) -> ArticlePage:
    """Live coverage that readers see."""
    return paper.add_child(instance=ArticlePage(title="The storm", kind="live", locale=paper.locale))


def fact(page) -> dict:
    return json.loads(read_fact(f"article:{page.public_id}") or "null")


def send(client, page, **words):
    return client.post(reverse("desk_live", args=(page.pk,)), {"do": "entry", **words}, follow=True)


def test_an_entry_is_public_at_once_when_its_page_is(editor, page):
    answer = send(editor, page, title="Pier gone", text="Water **over** the pier.\n\nSee https://pier.example/a.")
    assert "Readers see it with the next edition" in answer.content.decode()
    (entry,) = fact(page)["live"]["entries"]
    assert entry["title"] == "Pier gone" and entry["part"] == 1 and entry["at"].endswith(":00Z")
    assert entry["html"] == (
        '<p>Water <strong>over</strong> the pier.</p><p>See <a href="https://pier.example/a">https://pier.example/a</a>.</p>'
    )
    assert fact(page)["updated"]


def test_what_is_typed_is_no_markup(editor, page):
    send(
        editor,
        page,
        text='<script>x</script> <img src=x onerror=y> [a](javascript:alert(1)) "https://x.example/"onclick=z',
    )
    html = fact(page)["live"]["entries"][0]["html"]
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html
    assert html.count("<a ") <= 1


def test_an_address_in_angle_brackets_is_a_link_and_nothing_more():
    assert typed_html("See <https://example.org>, and <https://example.org/?a=1&b=2>.") == (
        '<p>See &lt;<a href="https://example.org">https://example.org</a>&gt;, and '
        '&lt;<a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a>&gt;.</p>'
    )
    assert typed_html("[a < **b**](https://example.org)") == (
        '<p><a href="https://example.org">a &lt; <strong>b</strong></a></p>'
    )


def test_an_entry_of_a_page_that_is_not_public_waits_with_it(editor, paper):
    hidden = ArticlePage(title="The storm", kind="live", locale=paper.locale, live=False)
    paper.add_child(instance=hidden)
    answer = send(editor, hidden, text="Water.")
    assert "Readers do not see this page yet" in answer.content.decode()
    assert read_fact(f"article:{hidden.public_id}") is None and LiveEntry.objects.count() == 1


def test_an_empty_or_endless_entry_is_refused_in_words(editor, page):
    assert "Write a line, or choose a picture" in send(editor, page, title=" ").content.decode()
    assert "at most 8000 characters" in send(editor, page, text="a" * 8_001).content.decode()
    assert not LiveEntry.objects.exists()


def test_an_edit_is_marked_and_pinning_is_none(editor, page):
    send(editor, page, text="Two boats.")
    one = LiveEntry.objects.get()
    address = reverse("desk_live_entry", args=(page.pk, one.pk))
    editor.post(address, {"do": "change", "text": "Two boats.", "pinned": "on"})
    assert "edited" not in fact(page)["live"]["entries"][0] and fact(page)["live"]["entries"][0]["pinned"] is True
    editor.post(address, {"do": "change", "text": "Three boats."})
    (entry,) = fact(page)["live"]["entries"]
    assert entry["edited"] and "Three" in entry["html"] and entry["id"] == one.public_id
    editor.post(address, {"do": "remove"})
    assert fact(page)["live"]["entries"] == []


def test_key_points_and_the_end(editor, page):
    address = reverse("desk_live", args=(page.pk,))
    editor.post(address, {"do": "points", "points": "Two piers gone.\n\nNobody is hurt."})
    assert fact(page)["live"] == {"points": ["Two piers gone.", "Nobody is hurt."], "ended": None, "entries": []}
    editor.post(address, {"do": "end"})
    assert fact(page)["live"]["ended"] and fact(page)["live"]["points"]
    editor.post(address, {"do": "begin"})
    assert fact(page)["live"]["ended"] is None


def shown(client, address, field="seen") -> str:
    """What the form carries hidden."""
    found = re.search(rf'name="{field}" value="([^"]*)"', client.get(address).content.decode())
    return found[1] if found else ""


def test_whichever_button_is_pressed_what_was_typed_is_kept(editor, page):
    address = reverse("desk_live", args=(page.pk,))
    editor.post(address, {"do": "end", "points": "It is over.", "seen": shown(editor, address)})
    assert fact(page)["live"]["points"] == ["It is over."] and fact(page)["live"]["ended"]
    editor.post(address, {"do": "begin", "points": "It goes on.", "seen": shown(editor, address)})
    assert fact(page)["live"]["points"] == ["It goes on."] and fact(page)["live"]["ended"] is None


def test_key_points_that_a_colleague_wrote_meanwhile_are_not_written_over(editor, page):
    address, other = reverse("desk_live", args=(page.pk,)), person("chief", "omid")
    seen = shown(editor, address)
    other.post(address, {"do": "points", "points": "Theirs, first\nand second", "seen": seen})
    for deed in ("points", "end"):
        answer = editor.post(address, {"do": deed, "points": "Mine", "seen": seen}).content.decode()
        assert "Somebody else changed this meanwhile" in answer and "Theirs, first<br>and second" in answer
        assert ">\nMine</textarea>" in answer
        assert fact(page)["live"]["points"] == ["Theirs, first", "and second"] and not fact(page)["live"]["ended"]
    again = re.findall(r'name="seen" value="([^"]*)"', answer)[-1]
    editor.post(address, {"do": "points", "points": "Theirs and mine", "seen": again})
    assert fact(page)["live"]["points"] == ["Theirs and mine"]


def test_whoever_typed_nothing_ends_the_coverage_and_leaves_a_colleagues_points(editor, page):
    address, other = reverse("desk_live", args=(page.pk,)), person("chief", "omid")
    seen = shown(editor, address)
    other.post(address, {"do": "points", "points": "Theirs", "seen": seen})
    editor.post(address, {"do": "end", "points": "", "seen": seen})
    assert fact(page)["live"]["points"] == ["Theirs"] and fact(page)["live"]["ended"]


def test_an_entry_that_a_colleague_changed_meanwhile_is_not_written_over(editor, page):
    send(editor, page, title="Pier", text="Two boats.\n\nA crane.", picture=(pier := picture("The old pier")).pk)
    address = reverse("desk_live_entry", args=(page.pk, LiveEntry.objects.get().pk))
    other, seen = person("chief", "omid"), shown(editor, address)
    words = {"do": "change", "title": "Pier", "picture": pier.pk, "seen": seen}
    other.post(address, words | {"text": "Three boats."})
    answer = editor.post(address, words | {"text": "Four boats.", "picture": ""}).content.decode()
    assert "Somebody else changed this meanwhile" in answer
    assert (
        "The old pier</dd>" in answer
        and "Three boats." in answer
        and "Four boats." in answer
        and LiveEntry.objects.get().text == "Three boats."
    )
    again = re.findall(r'name="seen" value="([^"]*)"', answer)[-1]
    editor.post(address, words | {"text": "Three boats, then four.", "seen": again})
    assert LiveEntry.objects.get().text == "Three boats, then four."
    editor.post(address, words | {"text": "Two boats.\r\n\r\nA crane."})
    left = LiveEntry.objects.get()
    assert (left.text, left.picture) == ("Three boats, then four.", pier)


def test_what_was_typed_into_an_entry_that_is_taken_out_meanwhile_is_not_lost(editor, page):
    send(editor, page, text="Two boats.")
    address = reverse("desk_live_entry", args=(page.pk, LiveEntry.objects.get().pk))
    editor.post(address, {"do": "remove"})
    answer = editor.post(address, {"do": "change", "text": "Three boats."})
    assert "was taken out meanwhile" in answer.content.decode() and "Three boats." in answer.content.decode()
    assert not LiveEntry.objects.exists() and editor.get(address).status_code == 404


def test_entries_keep_their_further_page_whatever_is_edited_or_removed(page):
    for number in range(12):
        add_entry(page, LiveEntry(text="Water. " * 150), NOW + timedelta(minutes=number))
    parts = list(LiveEntry.objects.values_list("part", flat=True))
    assert parts == sorted(parts) and parts[0] == 1 and parts[-1] > 2
    LiveEntry.objects.order_by("at")[1].delete()
    add_entry(page, LiveEntry(text="Water. " * 150), NOW - timedelta(days=1))  # somebody put the clock back
    assert list(LiveEntry.objects.values_list("part", flat=True))[:11] == parts[:1] + parts[2:]
    assert LiveEntry.objects.order_by("at", "pk").last().part == parts[-1] or LiveEntry.objects.last().part > parts[-1]


def test_saving_the_article_itself_leaves_the_entries_alone(editor, page):
    send(editor, page, text="Two boats.")
    fresh = ArticlePage.objects.get(pk=page.pk)
    fresh.title = "The great storm"
    fresh.save_revision().publish()
    assert fact(page)["headline"] == "The great storm" and len(fact(page)["live"]["entries"]) == 1
    button = editor.get(reverse("wagtailadmin_pages:edit", args=(page.pk,))).content.decode()
    assert reverse("desk_live", args=(page.pk,)) in button


def test_only_who_may_publish_writes_live_and_a_stranger_sees_nothing(stranger, password_only, page):
    for client in (stranger, password_only):
        answer = client.post(reverse("desk_live", args=(page.pk,)), {"do": "entry", "text": "False news."})
        assert answer.status_code in (302, 403)
    assert not LiveEntry.objects.exists()


def upload(editor, name: str = "speech.mp3", data: bytes | None = None):
    file = SimpleUploadedFile(name, data if data is not None else (MEDIA / name).read_bytes())
    address = reverse("wagtailsnippets_newsroom_recording:add")
    return editor.post(address, {"title": "The tide, read aloud", "credit": "", "file": file}, follow=True)


def test_an_uploaded_recording_becomes_an_episode_with_its_place_in_the_podcast(editor, paper):
    upload(editor)
    recording = Recording.objects.get()
    assert "speech" not in recording.file.name and recording.public["media_type"] == "audio/mpeg"
    chapters = "0:00 Ebb\n1:05:00 Flood"
    article = ArticlePage(title="Ep 1", kind="audio", recording=recording, chapters=chapters, transcript="Words.",
                          locale=paper.locale)  # fmt: skip
    paper.add_child(instance=article)
    value = fact(article)
    assert value["recording"] == {
        "id": recording.public_id,
        "title": "The tide, read aloud",
        "credit": "",
        **recording.public,
    }
    assert value["chapters"][1] == {"at": 3900, "title": "Flood"} and value["transcript"] == "Words."
    assert value["places"]["podcast:en"] == 1


def test_a_file_that_no_browser_plays_is_refused_at_the_form(editor, paper):
    answer = upload(editor, "a.wav", b"RIFF....WAVE" + bytes(900))
    assert "Only MP3, M4A and MP4 are taken" in answer.content.decode() and not Recording.objects.exists()


def test_an_episode_without_a_transcript_is_remarked_upon(editor, paper):
    from tamizdat.newsroom.desk.checks import find_faults

    article = ArticlePage(title="Ep 1", kind="audio", locale=paper.locale, chapters="soon")
    paper.add_child(instance=article)
    faults = " ".join(find_faults(article))
    assert "no recording" in faults and "transcript" in faults and "“soon”" in faults


def test_a_series_is_put_in_order_and_counts_what_readers_see(editor, paper):
    articles = [paper.add_child(instance=ArticlePage(title=f"Part {n}", locale=paper.locale)) for n in range(2)]
    hidden = paper.add_child(instance=ArticlePage(title="Part 3", locale=paper.locale, live=False))
    one, two = articles
    parts = inline_formset([{"article": two.pk}, {"article": hidden.pk}, {"article": one.pk}])
    form = nested_form_data({"name": "The piers", "description": "Walks.", "parts": parts})
    answer = editor.post(reverse("wagtailsnippets_newsroom_series:add") + "?locale=en", form, follow=True)
    assert answer.status_code == 200 and Series.objects.exists(), answer.content.decode()[-3000:]
    series = Series.objects.get()
    told = json.loads(read_fact(f"series:{series.public_id}") or "")
    assert told["articles"] == [two.public_id, one.public_id] and told["slug"] == "the-piers"
    assert fact(one)["series"] == series.public_id
    hidden.save_revision().publish()
    assert len(json.loads(read_fact(f"series:{series.public_id}") or "")["articles"]) == 3
    ArticlePage.objects.get(pk=two.pk).unpublish()
    assert two.public_id not in (read_fact(f"series:{series.public_id}") or "")
    series.delete()
    assert read_fact(f"series:{series.public_id}") is None and "series" not in fact(one)
