"""What editors publish becomes facts, in the same moment; what they take back ceases to be one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from tamizdat.newsroom import doors
from tamizdat.newsroom.incoming import IncomingFigure, IncomingPicture
from tamizdat.newsroom.models import ArticlePage, ArticleTopic, Byline, Picture, SectionPage, Topic
from tamizdat.newsroom.papers import fronts_by_language
from tests.newsroom.bring import NOW, accept, article, dated, edit, facts, names, page, photo, public_articles, publish

pytestmark = pytest.mark.usefixtures("newsroom")


def write(headline: str, parent=None, **fields) -> ArticlePage:
    """What an editor writes and publishes."""
    draft = ArticlePage(title=headline, live=False, **fields)
    (parent or fronts_by_language()["en"]).add_child(instance=draft)
    draft.save_revision().publish()
    return ArticlePage.objects.get(pk=draft.pk)


def test_the_oldest_publication_gets_the_first_number_whatever_the_order_of_the_archive():
    publish(dated("b", 20), dated("c", 30), dated("a", 10), article("old", published=None))
    assert names(public_articles(), "headline") == [f"The quay of {one}" for one in ("old", "a", "b", "c")]
    assert names(public_articles(), "sequence") == [1, 2, 3, 4]
    assert public_articles()[0]["published"] is None
    assert public_articles()[0]["path"] == "/en/undated/the-quay-of-old.html"
    assert facts()["counters"]["sequence"] == 4


def test_publication_goes_on_where_it_was_interrupted(monkeypatch):
    from tamizdat.newsroom import publish as publishing

    monkeypatch.setattr(publishing, "BATCH", 2)
    accept(*(dated(str(number), number) for number in range(5)))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        doors.publish_accepted(now=NOW, progress=stop)
    assert names(public_articles(), "sequence") == [1, 2]
    steps = []
    assert doors.publish_accepted(now=NOW, progress=lambda done, total: steps.append((done, total))) == 3
    assert steps == [(2, 3), (3, 3)]
    assert names(public_articles(), "headline") == [f"The quay of {number}" for number in range(5)]


def test_an_address_is_kept_whatever_becomes_of_headline_slug_and_date():
    publish(article("a"))
    edit("a", title="New", slug="new", published_at=NOW - timedelta(days=90))
    [value] = public_articles()
    assert value["headline"] == "New"
    assert value["path"] == "/en/2026/02/the-quay-of-a.html"
    assert "month:en/2025-12" in value["places"] and "month:en/2026-02" not in value["places"]


def test_two_articles_of_one_name_get_two_addresses():
    publish(*(article(identity, headline="Statement", slug="statement") for identity in "abc"))
    assert {one.rpartition("/")[2] for one in names(public_articles(), "path")} == {
        "statement.html",
        "statement-2.html",
        "statement-3.html",
    }


def test_an_unpublished_article_of_the_same_name_leaves_no_trace_in_an_address():
    accept(article("a", headline="Secret deal", status="draft"))
    front = fronts_by_language()["en"]
    front.add_child(instance=ArticlePage(title="Secret deal", live=False))
    assert write("Secret deal").path_public.endswith("/secret-deal.html")


def test_places_are_given_once_and_never_to_another():
    publish(dated("a", 1, topics=("Tides",)), dated("b", 2, topics=("Tides",)))
    tides, ships = (
        Topic.objects.get(name="Tides"),
        Topic.objects.create(name="Ships", locale=Topic.objects.get().locale),
    )
    first = page("a")
    first.article_topics.set([ArticleTopic(topic=ships)])
    first.save_revision().publish()
    publish(dated("c", 3, topics=("Tides",)))
    places = {one["headline"][-1]: one["places"] for one in public_articles()}
    assert places["a"] == {**places["a"], f"topic:{ships.public_id}": 1}
    assert f"topic:{tides.public_id}" not in places["a"]
    assert [places[one][f"topic:{tides.public_id}"] for one in "bc"] == [2, 3]
    assert facts()["counters"]["places"][f"topic:{tides.public_id}"] == 3


def test_a_standing_page_stands_in_no_list():
    publish(article("about", kind="page", headline="About us"))
    [value] = public_articles()
    assert (value["path"], value["places"]) == ("/en/about-us.html", {})


def test_taking_an_article_back_withdraws_all_that_only_it_used():
    body = ({"type": "figure", "picture": "b.jpg", "alt": "B", "caption": ""},)
    pictures = (IncomingPicture("a.jpg", content=photo()), IncomingPicture("b.jpg", content=photo(seed=9, width=300)))
    publish(article("a", picture=IncomingFigure("a.jpg"), pictures=pictures, body=body))
    with_article = set(facts())
    assert {name.partition(":")[0] for name in with_article} >= {"article", "picture", "topic", "byline"}
    page("a").unpublish()
    assert not {name for name in facts() if name.startswith(("article:", "picture:", "topic:", "byline:"))}
    edit("a")
    assert set(facts()) == with_article
    assert public_articles()[0]["sequence"] == 1
    page("a").delete()
    assert not {name for name in facts() if name.startswith(("article:", "picture:", "topic:", "byline:"))}


def test_what_two_articles_use_stays_while_one_of_them_is_public():
    publish(article("a"), article("b", topics=("Tides",)))
    page("a").unpublish()
    assert {value["name"] for name, value in facts().items() if name.startswith("topic:")} == {"Tides"}


@pytest.mark.parametrize("how", ["go_live_at", "published_at"])
def test_an_embargoed_article_is_no_fact_and_moves_no_number(how):
    draft = write("Secret", **{how: timezone.now() + timedelta(days=1)})
    assert public_articles() == [] and facts()["counters"] == {"sequence": 0, "places": {}}
    assert draft.path_public is None and draft.sequence is None
    assert "Secret" not in str(facts())


def test_an_article_dated_ahead_becomes_public_when_its_hour_comes_and_an_unfinished_import_waits():
    write("Secret", published_at=timezone.now() + timedelta(hours=1))
    accept(article("a"))
    assert doors.publish_due(now=timezone.now()) == 0
    assert doors.publish_due(now=timezone.now() + timedelta(hours=2)) == 1
    assert names(public_articles(), "headline") == ["Secret"]


def test_a_scheduled_article_becomes_public_and_an_expired_one_ceases_to_be():
    publish(article("a"))
    written = write("Secret", go_live_at=timezone.now() + timedelta(hours=1))
    past = timezone.now() - timedelta(minutes=1)
    draft = written.get_latest_revision_as_object()
    draft.go_live_at = past
    draft.save_revision(approved_go_live_at=past)
    ArticlePage.objects.filter(source_name="a").update(expire_at=past)
    assert names(public_articles(), "headline") == ["The quay of a"]
    doors.publish_due(now=timezone.now())
    assert names(public_articles(), "headline") == ["Secret"]


def test_a_draft_of_a_public_article_changes_nothing():
    publish(article("a"))
    before = facts()
    draft = page("a")
    draft.title = "Not yet"
    draft.save_revision()
    assert facts() == before


def test_a_link_to_an_article_appears_when_that_becomes_public_and_goes_with_it():
    secret = ArticlePage(title="Later", live=False)
    fronts_by_language()["en"].add_child(instance=secret)
    link = f'<p><a linktype="page" id="{secret.pk}">word</a></p>'
    first = write("First", body=[("text", link)])
    assert secret.public_id not in str(facts())
    secret.save_revision().publish()
    [value] = [one for one in public_articles() if one["id"] == first.public_id]
    assert f"article:{secret.public_id}" in value["body"][0]["html"]
    ArticlePage.objects.get(pk=secret.pk).unpublish()
    assert secret.public_id not in str(facts())


def test_changed_words_get_the_time_of_their_update_and_a_changed_topic_does_not():
    publish(article("a"))
    edit("a", kind="brief")
    assert public_articles()[0]["updated"] is None
    edit("a", standfirst="More is known.")
    assert public_articles()[0]["updated"] is not None


def test_an_article_written_here_is_dated_by_its_publication():
    written = write("Fresh")
    assert abs(written.published_at - timezone.now()) < timedelta(minutes=1)
    assert written.sequence == 1


def test_renaming_reaches_the_facts():
    publish(article("a"))
    for model, name in ((Topic, "Tides"), (Byline, "Ann Lamp")):
        one = model.objects.get(name=name)
        one.name = "Another"
        one.save()
    section = SectionPage.objects.get()
    section.title = "Another"
    section.save_revision().publish()
    found = [value["name"] for name, value in facts().items() if name.startswith(("topic:", "byline:", "section:"))]
    assert found.count("Another") == 3


def test_deleting_a_topic_takes_it_from_its_articles():
    publish(article("a"))
    gone = Topic.objects.get(name="Tides")
    gone.delete()
    assert f"topic:{gone.public_id}" not in facts()
    assert len(public_articles()[0]["topics"]) == 1
    assert f"topic:{gone.public_id}" not in public_articles()[0]["places"]


def test_moving_an_article_to_another_section_moves_it_in_the_lists():
    publish(article("a"), article("b", section="Culture"))
    harbour, culture = SectionPage.objects.get(title="Harbour"), SectionPage.objects.get(title="Culture")
    page("a").move(culture, pos="last-child")
    value = next(one for one in public_articles() if one["headline"].endswith("a"))
    assert value["section"] == culture.public_id
    assert value["places"][f"section:{culture.public_id}"] == 2
    assert f"section:{harbour.public_id}" not in value["places"]


def test_a_section_that_is_taken_back_leaves_papers_and_articles():
    publish(article("a"))
    section = SectionPage.objects.get()
    section.unpublish()
    assert f"section:{section.public_id}" not in facts()
    assert facts()["paper:en"]["sections"] == []
    assert public_articles()[0]["section"] is None
    section.save_revision().publish()
    assert public_articles()[0]["section"] == section.public_id


def test_deleting_a_section_deletes_its_articles_from_the_facts():
    publish(article("a"), article("b"))
    SectionPage.objects.get().delete()
    assert public_articles() == [] and facts()["paper:en"]["sections"] == []


def test_the_paper_says_what_it_is_told():
    publish(article("a"), article("b", section="Culture"))
    doors.set_paper(
        "en",
        tagline="Light over water",
        notice_title="We are banned",
        notice_text="<p>Help <script>x</script></p>",
        notice_link="/support/",
        letter_title="Dear reader",
        letter_text="<p>Words</p>",
        letter_signed="The crew",
        section_order=["Harbour", "Culture"],
        lead="a",
        picks=["b", "a"],
    )
    paper, front = facts()["paper:en"], facts()["front:en"]
    by_name = {one.title: one.public_id for one in SectionPage.objects.all()}
    assert paper["sections"] == [by_name["Harbour"], by_name["Culture"]]
    assert paper["notice"]["html"] == "<p>Help </p>" and len(paper["notice"]["id"]) == 13
    assert paper["letter"] == {"title": "Dear reader", "html": "<p>Words</p>", "signed": "The crew"}
    assert front == {"language": "en", "lead": page("a").public_id, "picks": [page("b").public_id, page("a").public_id]}
    page("a").unpublish()
    assert facts()["front:en"] == {"language": "en", "lead": None, "picks": [page("b").public_id]}


def test_translations_share_a_group_and_an_archive_says_which():
    publish(article("en", group="g"), article("ru", language="ru", group="g"), article("other"))
    groups = names(public_articles(), "group")
    assert len(set(groups)) == 2
    assert page("en").translation_key == page("ru").translation_key
    section = SectionPage.objects.get(locale__language_code="en")
    russian = Locale.objects.get(language_code="ru")
    copy = page("other").copy_for_translation(russian, copy_parents=True)
    assert copy.group == page("other").group and copy.public_id != page("other").public_id
    assert copy.sequence is None and copy.path_public is None
    assert copy.get_parent().specific.public_id != section.public_id


def test_a_copy_is_an_article_of_its_own():
    publish(article("a"))
    original = page("a")
    twin = original.copy(update_attrs={"slug": "twin", "title": "Twin"}, keep_live=True)
    assert {twin.public_id, twin.group} & {original.public_id, original.group} == set()
    assert names(public_articles(), "sequence") == [1, 2]


def test_an_alias_is_no_second_article():
    publish(article("a"))
    page("a").create_alias(parent=fronts_by_language()["en"], update_slug="alias")
    edit("a", standfirst="Changed")
    assert len(public_articles()) == 1
    assert public_articles()[0]["standfirst"] == "Changed"


def test_a_new_file_for_a_picture_changes_its_fact():
    pictures = (IncomingPicture("a.jpg", credit="Ann Lamp", alt="A quay", content=photo()),)
    publish(article("a", picture=IncomingFigure("a.jpg"), pictures=pictures))
    picture = Picture.objects.get()
    before = facts()[f"picture:{picture.public_id}"]
    from django.core.files.base import ContentFile

    picture.file = ContentFile(photo(200, 100), name="IMG_2041 Anna at home.jpg")
    picture.credit = "Another"
    picture.full_clean()
    picture.save()
    after = facts()[f"picture:{picture.public_id}"]
    assert before["renditions"] != after["renditions"] and after["credit"] == "Another"
    assert "Anna" not in picture.file.name and "2041" not in picture.file.name


@pytest.mark.parametrize("above", [False, True], ids=["the article", "its section"])
def test_what_is_put_behind_a_password_leaves_the_facts_and_comes_back(newsroom: None, above: bool) -> None:
    publish(article("a1"), article("a2", section="Culture", related=("a1",)))
    place = page("a1").get_parent() if above else page("a1")
    lock = PageViewRestriction.objects.create(page=place, restriction_type="password", password="rope")
    assert [one["headline"] for one in public_articles()] == ["The quay of a2"]
    assert public_articles()[0]["related"] == []
    edit("a1", title="Still closed")
    assert [one["headline"] for one in public_articles()] == ["The quay of a2"]
    lock.delete()
    assert sorted(names(public_articles(), "headline")) == ["Still closed", "The quay of a2"]
