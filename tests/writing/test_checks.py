"""Before an article is published: what is refused, what is asked about once more, what is only said."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from tamizdat.newsroom.look_alikes import find_words
from tamizdat.newsroom.models import ArticlePage, Picture, WatchWord
from tests.desk.conftest import jpeg
from tests.desk.test_articles import write
from tests.newsroom.bring import facts
from tests.writing.press_it import press_newsroom


def publish(editor, paper, said="1", **words):
    return write(editor, paper, **{"action-publish": said, **words}).content.decode()


def text(html):
    return streamfield([("text", rich_text(html))])


def block(kind, value):
    return streamfield([(kind, value)])


@pytest.fixture
def picture(db):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("pier.jpg", jpeg())
    picture = Picture(title="Pier", description="A pier", credit="The Lamp", file=file, width=320, height=200)
    picture.save()
    return picture


def figure(picture):
    return block("figure", {"picture": str(picture.pk), "alt": "", "caption": rich_text("<p></p>"), "sensitive": ""})


@pytest.mark.parametrize(("field", "words"), [("description", "no words for readers"), ("credit", "has no credit")])
def test_a_picture_without_words_or_credit_is_not_published(editor, paper, picture, field, words):
    Picture.objects.filter(pk=picture.pk).update(**{field: ""})
    assert words in publish(editor, paper, body=figure(picture))
    assert words in publish(editor, paper, said="anyway", body=figure(picture))
    assert not ArticlePage.objects.filter(live=True).exists()


def test_a_protected_face_is_published_by_no_click_at_all(editor, paper, picture):
    picture.protect = True
    picture.save()
    answer = publish(editor, paper, said="anyway", body=figure(picture))
    assert "must not be recognised" in answer and "I have looked: publish" not in answer
    assert not ArticlePage.objects.filter(live=True).exists()


def test_no_other_way_of_publishing_brings_a_protected_face_to_readers(paper, picture):
    picture.protect = True
    picture.save()
    article = ArticlePage(title="Pier", locale=paper.locale, picture=picture)
    paper.add_child(instance=article)
    article.save_revision().publish()
    assert not [name for name in facts() if name.startswith("picture:")]
    picture.looked = True
    picture.save()
    assert [name for name in facts() if name.startswith("picture:")]


def test_what_was_published_before_it_was_covered_is_withdrawn_for_good(paper, picture, tmp_path):
    article = ArticlePage(title="Pier", locale=paper.locale, picture=picture)
    paper.add_child(instance=article)
    article.save_revision().publish()
    (before,) = [name for name in facts() if name.startswith("picture:")]
    tree = press_newsroom(tmp_path)
    old = {file.name for file in (tree / "pictures").iterdir()}
    picture.protect, picture.covered = True, "10 10 30 40"
    picture.save()
    assert before not in facts()
    picture.looked = True
    picture.save()
    (after,) = [name for name in facts() if name.startswith("picture:")]
    (fact,) = [value for name, value in facts().items() if name.startswith("article:")]
    assert after != before and fact["picture"]["picture"] == after.partition(":")[2]
    press_newsroom(tmp_path)
    assert old and not any(file.name in old for file in tmp_path.rglob("*.jpg") if "renditions" not in file.parts)


def test_who_covers_more_has_to_look_again(paper, picture):
    picture.protect = picture.looked = True
    picture.save()
    before = picture.renditions_public
    picture.covered = "10 10 30 40"
    picture.save()
    assert picture.renditions_public != before and not picture.looked


@pytest.mark.parametrize(
    ("watched", "written"),
    [
        ("Old Quay", "At the OLD  quay."),
        ("Nina", "N\u0456na"),  # a Ukrainian letter inside
        ("Müller", "muller"),
        ("Ростов*", "в РОСТОВЕ"),
        ("كريم", "کریم"),
        ("北京", "我在北京。"),
        ("co-op", "the co\u00adop".replace("\u00ad", "-")),
    ],
)
def test_a_watched_word_is_found_however_it_is_written(watched, written):
    assert find_words([watched], [written]) == [watched]


def test_a_watched_word_is_not_found_inside_another():
    assert find_words(["Ann", "port"], ["Annual report"]) == []


def test_a_watched_word_is_asked_about_once_and_published_with_a_click(editor, paper):
    WatchWord.objects.create(word="Old Quay", advice="Ask Omid first.")
    answer = publish(editor, paper, standfirst="At the old quay")
    assert "watch list. Ask Omid first." in answer and "I have looked: publish" in answer
    assert not ArticlePage.objects.filter(live=True).exists()
    publish(editor, paper, said="anyway", standfirst="At the old quay")
    assert ArticlePage.objects.filter(live=True).count() == 1


def test_the_watch_list_is_one_form_for_those_who_run_the_newsroom(editor):
    editor.post(reverse("desk_watch_list"), {"words": "Old Quay — Ask Omid first.\nOld Quay\n\nساحل"})
    assert list(WatchWord.objects.values_list("word", "advice")) == [("Old Quay", "Ask Omid first."), ("ساحل", "")]
    assert "Old Quay — Ask Omid first." in editor.get(reverse("desk_watch_list")).content.decode()
    assert not any("Omid" in json.dumps(value) for value in facts().values())


def test_a_writer_does_not_see_the_watch_list(db):
    from django.conf import settings
    from django.contrib.auth.models import User

    from tamizdat.newsroom.desk.roles import give_role
    from tamizdat.newsroom.doors import add_account, refresh_settings
    from tests.desk.conftest import PASSWORD, Account, log_in

    refresh_settings(settings.NEWSROOM)
    account = Account("omid", add_account("omid", PASSWORD, is_admin=False))
    give_role(User.objects.get(username="omid"), "writer")
    writer = log_in(account)
    assert writer.get(reverse("desk_watch_list")).status_code in (302, 403)


@pytest.mark.parametrize("host", ["localhost:8000", "192.168.1.7", "nas.local", "[fd00::1]"])
def test_a_link_into_the_newsrooms_own_network_is_refused(editor, paper, host):
    answer = publish(editor, paper, said="anyway", body=text(f'<p>See <a href="http://{host}/x">the list</a>.</p>'))
    assert "Readers must not learn of it" in answer
    assert not ArticlePage.objects.filter(live=True).exists()


def test_a_link_through_a_counter_is_asked_about(editor, paper):
    answer = publish(editor, paper, body=text('<p>See <a href="https://bit.ly/3x">the list</a>.</p>'))
    assert "counts readers" in answer


def test_a_link_to_a_draft_is_asked_about(editor, paper):
    draft = ArticlePage(title="Not yet", locale=paper.locale, live=False)
    paper.add_child(instance=draft)
    content = {"entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": draft.pk}}}, "blocks": [
        {"key": "a", "text": "See this list", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
         "entityRanges": [{"offset": 4, "length": 9, "key": 0}], "data": {}}]}  # fmt: skip
    answer = publish(editor, paper, body=streamfield([("text", json.dumps(content))]))
    assert "readers cannot read yet" in answer


def test_what_is_only_said_stops_nothing(editor, paper):
    body = streamfield(
        [
            ("heading", {"level": "4", "text": "Small"}),
            ("text", rich_text('<p><a href="https://a.example/">here</a></p>')),
            ("table", {"caption": "Tides", "header": "", "rows": "a | b"}),
        ]
    )
    answer = publish(editor, paper, body=body)
    assert ArticlePage.objects.filter(live=True).count() == 1
    for words in ("is smaller than its place", "A link says only “here”", "no row names the columns"):
        assert words in answer


def test_findings_stand_beside_the_form(editor, paper, picture):
    Picture.objects.filter(pk=picture.pk).update(credit="")
    write(editor, paper, body=figure(picture))
    page = ArticlePage.objects.get()
    beside = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Before publishing" in beside and "has no credit" in beside
    assert "has no credit" in editor.get(reverse("desk_findings", args=[page.pk])).content.decode()


def test_saving_a_draft_is_never_in_the_way(editor, paper, picture):
    picture.protect = True
    picture.save()
    write(editor, paper, body=figure(picture))
    assert ArticlePage.objects.get().live is False


def test_quotation_marks_are_set_when_the_editor_lets_us(editor, paper):
    write(editor, paper, title='"Ropes"', typography="on", body=text('<p>"Wet"</p>'))
    page = ArticlePage.objects.get()
    assert page.title == "“Ropes”" and "“Wet”" in str(page.body.raw_data[0]["value"])
    write(editor, paper, title='"Nets"', body=text('<p>"Dry"</p>'))
    assert ArticlePage.objects.last().title == '"Nets"'
