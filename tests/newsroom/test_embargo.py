"""An embargo confines an article: until it is ended nothing that is public could tell that the article exists."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from tamizdat.newsroom import doors, embargo
from tamizdat.newsroom.models import (
    ArticleByline,
    ArticlePage,
    ArticleTopic,
    Byline,
    Embargo,
    Fact,
    Pick,
    Picture,
    RelatedArticle,
    SectionPage,
    Topic,
)
from tamizdat.newsroom.papers import fronts_by_language
from tests.newsroom.bring import names, photo, public_articles

pytestmark = pytest.mark.usefixtures("newsroom")
SOON = timedelta(hours=1)


def section() -> SectionPage:
    front = fronts_by_language()["en"]
    known = SectionPage.objects.filter(title="Harbour").first()
    return known or front.add_child(instance=SectionPage(title="Harbour", locale=front.locale))


def draft(headline: str, **fields) -> ArticlePage:
    """What a writer has saved."""
    article = ArticlePage(title=headline, live=False, **fields)
    section().add_child(instance=article)
    article.save_revision()
    return ArticlePage.objects.get(pk=article.pk)


def publish(article: ArticlePage) -> ArticlePage:
    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


def hold(article: ArticlePage, lifts_at: datetime | None = None, **more) -> Embargo:
    return embargo.set_embargo(article, lifts_at=lifts_at or timezone.now() + SOON, **more)


def all_facts() -> list[tuple]:
    """Every fact as the press reads it, with the order of changes; what was withdrawn too."""
    return list(Fact.objects.order_by("change").values_list("name", "value", "digest", "change"))


def test_publishing_under_embargo_goes_out_when_it_lifts_and_exactly_once():
    secret = draft("Secret deal")
    before = all_facts()
    hold(secret)
    publish(secret)
    assert all_facts() == before
    later = timezone.now() + SOON + timedelta(seconds=1)
    assert doors.publish_due(now=later) == 1
    assert names(public_articles(), "headline") == ["Secret deal"]
    once = all_facts()
    assert doors.publish_due(now=later) == 0
    assert all_facts() == once


def test_what_nobody_published_does_not_go_out_by_itself():
    secret = draft("Half written")
    hold(secret)
    assert doors.publish_due(now=timezone.now() + 2 * SOON) == 0
    assert public_articles() == []
    assert Embargo.objects.get().state == Embargo.LIFTED


def test_a_moved_embargo_never_lifts_at_its_old_hour():
    secret = draft("Secret deal")
    hold(secret)
    publish(secret)
    hold(secret, timezone.now() + 5 * SOON)
    assert doors.publish_due(now=timezone.now() + 2 * SOON) == 0
    assert public_articles() == []
    assert doors.publish_due(now=timezone.now() + 6 * SOON) == 1


def test_a_cancelled_embargo_lets_nothing_out_and_leaves_a_draft():
    secret = draft("Secret deal")
    before = all_facts()
    hold(secret)
    publish(secret)
    embargo.cancel_embargo(ArticlePage.objects.get(pk=secret.pk), now=timezone.now())
    assert doors.publish_due(now=timezone.now() + 2 * SOON) == 0
    assert all_facts() == before and not ArticlePage.objects.get().live


def test_an_embargo_that_ended_a_moment_ago_cannot_be_cancelled_and_nothing_is_taken_from_readers():
    secret = draft("Secret deal")
    hold(secret)
    publish(secret)
    assert embargo.lift_due(now=timezone.now() + 2 * SOON) == [secret.pk]
    with pytest.raises(embargo.EmbargoError, match="withdraw it"):
        embargo.cancel_embargo(ArticlePage.objects.get(pk=secret.pk), now=timezone.now())
    assert ArticlePage.objects.get(pk=secret.pk).live


def test_an_embargo_without_a_time_is_lifted_by_a_person_alone():
    secret = draft("Secret deal")
    embargo.set_embargo(secret, lifts_at=None)
    publish(secret)
    assert doors.publish_due(now=timezone.now() + timedelta(days=4000)) == 0
    embargo.lift_embargo(secret, now=timezone.now())
    with pytest.raises(embargo.EmbargoError, match="any more"):
        embargo.lift_embargo(secret, now=timezone.now())
    assert names(public_articles(), "headline") == ["Secret deal"]


@pytest.mark.parametrize("how", ["go_live_at", "published_at"])
def test_an_embargo_is_the_only_time_that_an_article_waits_for(how):
    secret = draft("Secret deal", **{how: timezone.now() + timedelta(minutes=5)})
    publish(secret)
    hold(ArticlePage.objects.get(pk=secret.pk), timezone.now() + 5 * SOON)
    publish(secret)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    doors.publish_due(now=timezone.now() + SOON)
    assert public_articles() == []
    doors.publish_due(now=timezone.now() + 6 * SOON)
    assert names(public_articles(), "headline") == ["Secret deal"]


def test_what_readers_have_cannot_be_embargoed():
    known = publish(draft("Out already"))
    with pytest.raises(embargo.EmbargoError, match="Readers have this article already"):
        hold(known)
    assert len(public_articles()) == 1


def test_a_time_that_has_passed_is_refused():
    with pytest.raises(embargo.EmbargoError, match="has passed"):
        hold(draft("Secret"), timezone.now() - timedelta(minutes=1))


def test_an_embargo_of_an_old_backup_is_lifted_by_a_person_alone():
    secret = draft("Secret deal")
    hold(secret)
    publish(secret)
    later = timezone.now() + 2 * SOON
    assert doors.hold_back_due(later) == ["Secret deal"]
    assert doors.publish_due(now=later) == 0 and public_articles() == []
    assert embargo.is_held(ArticlePage.objects.get(), later)
    embargo.lift_embargo(secret, now=later)
    assert not embargo.is_held(ArticlePage.objects.get(), later) and len(public_articles()) == 1


def test_a_number_that_a_hidden_neighbour_made_necessary_reaches_no_address():
    draft("Secret deal", slug="deal")
    shown = [publish(draft(f"Other {number}", slug=f"deal-{number}")) for number in (2, 3)]
    assert [one.slug_public for one in shown] == ["deal", "deal-2"]
    assert publish(draft("The vote", slug="elections-26")).slug_public == "elections-26"


def everything_about(word: str) -> ArticlePage:
    """An article that uses all there is: pictures, topics and bylines of its own, a translation."""
    picture = Picture(title=word, description="What it shows", credit="Staff", file=ContentFile(photo(), name="a.jpg"))
    picture.save()
    body = [("text", f"<p>{word} in the body.</p>"), ("figure", {"picture": picture, "alt": word, "caption": word})]
    article = draft(f"{word} deal", standfirst=word, picture=picture, body=body, slug="deal")
    locale = article.locale
    article.article_topics.set([ArticleTopic(topic=Topic.objects.create(name=f"Topic {word}", locale=locale))])
    article.article_bylines.set([ArticleByline(byline=Byline.objects.create(name=f"By {word}", locale=locale))])
    article.save_revision()
    return ArticlePage.objects.get(pk=article.pk)


def beside(secret: ArticlePage | None) -> None:
    """What happens in the newsroom meanwhile: others are published, linked, put on the front, taken back."""
    first = draft("A public article", body=[("text", "<p>Words.</p>")])
    publish(first)
    same = draft("Another deal", slug="deal" if secret is None else "deal-2")
    publish(same)
    last = draft("The last one")
    if secret is not None:
        link = f'<p>See <a linktype="page" id="{secret.pk}">here</a>.</p>'
        last.body = [("text", link)]
        last.related_articles.set([RelatedArticle(article=secret), RelatedArticle(article=first)])
        front = fronts_by_language()["en"]
        front.lead = secret
        front.picks.set([Pick(article=secret), Pick(article=first)])
        front.save()
    else:
        last.body = [("text", "<p>See here.</p>")]
        last.related_articles.set([RelatedArticle(article=first)])
        front = fronts_by_language()["en"]
        front.picks.set([Pick(article=first)])
        front.save()
    last.save_revision()
    publish(last)


def public_state(with_secret: bool) -> list[tuple]:
    """All facts, ids replaced by the order in which they came up."""
    section()
    secret = everything_about("Xylograph") if with_secret else None
    if secret:
        hold(secret)
        publish(secret)
        russian = fronts_by_language()["ru"]
        secret.copy(to=russian, update_attrs={"locale": russian.locale}, reset_translation_key=False)
        assert Embargo.objects.filter(state=Embargo.HELD).count() == 2
    beside(secret)
    rows = all_facts()
    if secret:
        assert "Xylograph" not in str(rows) and "xylograph" not in str(rows)
        for one in ArticlePage.objects.filter(group=secret.group):
            assert one.public_id not in str(rows)
        for picture in Picture.objects.all():
            assert picture.public_id not in str(rows)
            for rendition in picture.renditions_public:
                assert rendition["digest"] not in str(rows)
        assert secret.group not in str(rows)
    return rows


def test_the_facts_are_the_same_bytes_with_an_embargoed_article_and_without(monkeypatch):
    """The law of the embargo: whoever has every fact cannot tell."""
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    monkeypatch.setattr("tamizdat.newsroom.clock.trusted_time.read_clocks", lambda: fixed_reading(moment))
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    seen = []
    for with_secret in (False, True):
        try:
            with transaction.atomic():
                seen.append(named_alike(public_state(with_secret)))
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    assert seen[0] == seen[1]


def fixed_reading(moment: datetime):
    from tamizdat.newsroom.trusted_time import Reading

    return Reading(moment, 1.0, "one", True)


def named_alike(rows: list[tuple]) -> list[tuple]:
    """Chance gives ids; here each is called by its turn of coming up, and digests of what holds them go."""
    text = "\n".join(f"{change} {name} {value}" for name, value, _digest, change in rows)
    order: dict[str, str] = {}
    return re.sub(r"\b[a-z2-7]{13}\b", lambda found: order.setdefault(found[0], f"id{len(order)}"), text).splitlines()
