"""Correct, update, withdraw, hide: what an editor does at the desk, and what readers are told of it."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from wagtail.models import Revision

from tamizdat.core.trust.corrections import check_chain
from tamizdat.newsroom.models import ArticlePage, Byline, Change, CorrectionLine, Reworded
from tests.desk.conftest import PASSWORD, code_of  # noqa: F401 - shown to whoever reads this file alone
from tests.desk.test_articles import form, write
from tests.newsroom.bring import facts

NOTE = "The dam is 40 m high, not 50 m."


@pytest.fixture
def article(editor, paper) -> ArticlePage:
    """Published at the desk."""
    write(editor, paper, **{"action-publish": "1"})
    return ArticlePage.objects.get()


def deed(editor, page, verb, **words):
    return editor.post(reverse(f"desk_{verb}", args=(page.pk,)), words, follow=True)


def fact_of(page):
    return facts().get(f"article:{page.public_id}")


def edit(editor, page, **words):
    return editor.post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), form(**words), follow=True)


def test_the_verbs_stand_beside_a_published_article_and_not_beside_a_draft(editor, paper, article):
    page = editor.get(reverse("wagtailadmin_pages:edit", args=(article.pk,))).content.decode()
    for verb in ("correct", "update", "withdraw"):
        assert reverse(f"desk_{verb}", args=(article.pk,)) in page
    write(editor, paper, title="A draft")
    draft = ArticlePage.objects.get(title="A draft")
    page = editor.get(reverse("wagtailadmin_pages:edit", args=(draft.pk,))).content.decode()
    assert "/correct/" not in page and "What kind of change" not in page
    assert editor.get(reverse("desk_correct", args=(draft.pk,))).status_code == 404


def test_a_correction_changes_the_text_and_tells_readers_in_one_step(editor, article):
    before = fact_of(article)
    answer = deed(editor, article, "correct", wrong="rope was wet", right="rope was dry", note=NOTE)
    assert "1 place in the text changed" in answer.content.decode()
    now = fact_of(article)
    assert "rope was dry" in now["body"][0]["html"]
    assert [(one["html"], one["line"]) for one in now["corrections"]] == [(NOTE, 1)]
    assert now["updated"] and now["published"] == before["published"] and now["id"] == before["id"]
    line = facts()["correction:en/1"]
    assert line["opening"]["html"] == NOTE and check_chain([line]).opened == 1
    assert [one.kind for one in Change.objects.all()] == ["correct"]


def test_a_note_alone_leaves_the_text(editor, article):
    deed(editor, article, "correct", note=NOTE)
    now = fact_of(article)
    assert "rope was wet" in now["body"][0]["html"] and now["updated"] and now["corrections"][0]["html"] == NOTE


def test_words_that_are_not_there_are_not_corrected_in_silence(editor, article):
    answer = deed(editor, article, "correct", wrong="rope was green", right="dry", note=NOTE)
    assert "do not stand in the article" in answer.content.decode()
    assert not CorrectionLine.objects.exists() and not fact_of(article)["corrections"]


def _with_body(editor, paper, html, **words) -> ArticlePage:
    from wagtail.test.utils.form_data import rich_text, streamfield

    write(editor, paper, body=streamfield([("text", rich_text(html))]), **words, **{"action-publish": "1"})
    return ArticlePage.objects.latest("pk")


def test_words_with_a_bold_one_among_them_are_corrected(editor, paper):
    page = _with_body(editor, paper, "<p>The rope <b>was</b> wet.</p>")
    answer = deed(editor, page, "correct", wrong="rope was wet", right="rope was dry", note=NOTE)
    assert "1 place in the text changed" in answer.content.decode()
    assert fact_of(page)["body"][0]["html"] == "<p>The rope <b>was</b> dry.</p>"


@pytest.mark.parametrize(("wrong", "right"), [("ope was we", "x"), ("rope", "rope"), ("a50b", "a40b"), ("50", "40")])
def test_nothing_is_said_when_nothing_would_change(editor, paper, wrong, right):
    page = _with_body(
        editor, paper, '<p>In 1950 the rope was wet: <a href="https://youtu.be/a50b">film</a> youtu.be/a50b</p>'
    )
    before = fact_of(page)
    answer = deed(editor, page, "correct", wrong=wrong, right=right, note=NOTE)
    assert "error" in answer.content.decode()
    assert fact_of(page) == before and not CorrectionLine.objects.exists()


def test_words_in_several_places_are_shown_before_anything_is_public(editor, paper):
    page = _with_body(editor, paper, "<p>It is 50 m high.</p><p>Nobody measured 50 m.</p>")
    words = {"wrong": "50 m", "right": "40 m", "note": NOTE}
    answer = deed(editor, page, "correct", **words).content.decode()
    assert "stand in 2 places" in answer and "Nobody measured" in answer
    assert not CorrectionLine.objects.exists()
    assert "stand in 2 places" in deed(editor, page, "correct", **words | {"shown": "2 50"}).content.decode()
    assert 'name="shown" value="2 50 m"' in answer
    deed(editor, page, "correct", **words, shown="2 50 m")
    assert "50" not in fact_of(page)["body"][0]["html"] and CorrectionLine.objects.exists()


def test_words_that_went_away_meanwhile_are_refused_with_the_line(editor, article):
    from django.contrib.auth.models import User
    from django.utils import timezone

    from tamizdat.newsroom.corrections import deeds
    from tamizdat.newsroom.corrections.swap import Swap
    from tamizdat.shell.errors import RefusedError

    with pytest.raises(RefusedError, match="do not stand"):
        deeds.correct(article, NOTE, User.objects.first(), timezone.now(), swap=Swap((("rope was green", "x"),)))
    assert not CorrectionLine.objects.exists()


def test_a_correction_leaves_a_waiting_draft_waiting_and_corrects_it_too(editor, article):
    edit(editor, article, title="A headline that waits")
    deed(editor, article, "correct", wrong="was wet", right="was dry", note=NOTE)
    article.refresh_from_db()
    draft = article.get_latest_revision_as_object()
    assert article.has_unpublished_changes and draft.title == "A headline that waits"
    assert "was dry" in str(draft.body) and "was wet" not in str(draft.body)
    assert fact_of(article)["headline"] == "The ferry waited"


def test_an_older_draft_that_is_published_later_does_not_take_corrections_away(editor, article):
    old = article.get_latest_revision()
    deed(editor, article, "correct", note=NOTE)
    deed(editor, article, "correct", note="The ferry had two decks.")
    old.publish()
    assert [one["line"] for one in fact_of(article)["corrections"]] == [1, 2]


def test_an_update_tells_when_and_corrects_nothing(editor, article):
    deed(editor, article, "update", text="It has left.\nAll are aboard.", above="1")
    now = fact_of(article)
    assert now["body"][0]["html"] == "<p>It has left.</p><p>All are aboard.</p>"
    assert now["updated"] and now["corrections"] == []
    assert [one.kind for one in Change.objects.all()] == ["update"]
    assert "Write what is new" in deed(editor, article, "update", text=" ").content.decode()


def test_changed_words_of_which_nobody_said_what_they_are_stand_in_a_list(editor, article):
    answer = edit(editor, article, title="Another headline", **{"action-publish": "1"})
    assert "what it was" in answer.content.decode()
    page = editor.get(reverse("desk_changes")).content.decode()
    change = Change.objects.get()
    assert change.kind == "unsaid" and reverse("desk_say_kind", args=(change.pk,)) in page
    editor.post(reverse("desk_say_kind", args=(change.pk,)), {"kind": "spelling"})
    assert Change.objects.get().kind == "spelling"


def test_only_spelling_is_noted_and_readers_are_told_of_no_update(editor, article):
    edit(editor, article, title="The ferry wated", change_kind="spelling", **{"action-publish": "1"})
    now = fact_of(article)
    assert now["headline"] == "The ferry wated" and now["updated"] is None
    assert Change.objects.get().kind == "spelling"
    edit(editor, article, title="The ferry sailed", **{"action-publish": "1"})
    assert [one.kind for one in Change.objects.all()] == ["unsaid", "spelling"]
    assert fact_of(article)["updated"]


def test_whoever_withdraws_reads_first_what_that_reaches(editor, article):
    page = editor.get(reverse("desk_withdraw", args=(article.pk,))).content.decode()
    assert "What it cannot reach" in page and article.path_public in page
    answer = editor.post(reverse("wagtailadmin_pages:unpublish", args=(article.pk,)))
    assert answer.status_code == 302 and answer.url == reverse("desk_withdraw", args=(article.pk,))
    assert fact_of(article)


@pytest.mark.parametrize("reason", ["legal", "safety"])
def test_readers_are_never_told_why(editor, article, reason):
    deed(editor, article, "correct", note=NOTE)
    answer = deed(editor, article, "withdraw", reason=reason)
    assert "gives it to no edition" in answer.content.decode()
    public = json.dumps(facts())
    assert fact_of(article) is None and NOTE not in public and reason not in public
    line = facts()["correction:en/1"]
    assert line["opening"] is None and check_chain([line]).lines == 1
    assert Change.objects.filter(kind="withdraw").get().reason == reason
    assert CorrectionLine.objects.filter(opening__isnull=True).count() == (reason == "safety")


def test_publishing_again_brings_back_the_address_and_the_corrections(editor, article):
    before = fact_of(article)["path"]
    deed(editor, article, "correct", note=NOTE)
    deed(editor, article, "withdraw", reason="error")
    edit(editor, article, **{"action-publish": "1"})
    assert fact_of(article)["path"] == before
    assert facts()["correction:en/1"]["opening"]["html"] == NOTE


def test_what_was_scheduled_is_not_published_after_a_withdrawal(editor, article):
    from django.utils import timezone

    Revision.objects.for_instance(article).update(approved_go_live_at=timezone.now())
    deed(editor, article, "withdraw", reason="safety")
    from tamizdat.newsroom.doors import publish_due

    publish_due(now=timezone.now())
    assert fact_of(article) is None


@pytest.fixture
def signed(editor, paper):
    """Two articles by somebody who is in danger, one about her, and a correction that names her."""
    byline = Byline.objects.create(locale=paper.locale, name="Anna Reyn", biography="<p>Anna Reyn lives in Wick.</p>")
    rows = [{"byline": byline.pk}]
    from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

    by = inline_formset(rows)
    write(editor, paper, title="First", article_bylines=by, **{"action-publish": "1"})
    write(editor, paper, title="Second", article_bylines=by, **{"action-publish": "1"})
    about = streamfield([("text", rich_text("<p>We asked <b>Anna</b>&nbsp;Reyn, and Reyn said no.</p>"))])
    write(editor, paper, title="What Anna Reyn saw", body=about, **{"action-publish": "1"})
    third = ArticlePage.objects.get(title="What Anna Reyn saw")
    deed(editor, third, "correct", note="Anna Reyn saw two boats.")
    return byline


NAMES = "Anna Reyn\nAnna\nReyn"


def test_a_hidden_person_is_nowhere_any_more(editor, signed):
    old_fact = facts()[f"byline:{signed.public_id}"]
    found = editor.post(reverse("desk_hide"), {"byline": signed.pk, "names": NAMES, "pseudonym": "K. Tar"})
    page = found.content.decode()
    for one in ("The byline of an article", "The address of an article", "A correction", "Versions and drafts"):
        assert one in page
    assert "Anna" in json.dumps(facts())
    editor.post(reverse("desk_hide"), {"byline": signed.pk, "names": NAMES, "pseudonym": "K. Tar", "do": "1"})
    public = json.dumps(facts(), ensure_ascii=False).casefold()
    assert "anna" not in public and "reyn" not in public and old_fact["id"] not in public
    bylines = [value for name, value in facts().items() if name.startswith("byline:")]
    assert [one["name"] for one in bylines] == ["K. Tar"] and "wick" not in public
    assert {one["bylines"][0] for one in _by_headline("First", "Second")} == {bylines[0]["id"]}
    lines = [facts()[f"correction:en/{number}"] for number in (1, 2)]
    assert [bool(one["opening"]) for one in lines] == [False, True]
    assert check_chain(lines).opened == 1 and lines[1]["opening"]["html"] == "K. Tar saw two boats."
    assert Reworded.objects.filter(public_id=signed.public_id).exists()


def _by_headline(*headlines):
    return [value for name, value in facts().items() if name.startswith("article:") and value["headline"] in headlines]


def test_nothing_at_the_desk_keeps_the_old_name_either(editor, signed):
    from django.db import connection

    from tamizdat.newsroom.people.audit import AuditLine

    editor.post(reverse("desk_hide"), {"byline": signed.pk, "names": NAMES, "pseudonym": "K. Tar", "do": "1"})
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(cursor.fetchall()).casefold()
            assert "reyn" not in rows, table
    assert AuditLine.objects.filter(deed="hide", what="3").exists()


def test_what_an_eye_still_reads_is_said_and_nothing_is_called_hidden(editor, paper):
    look_alike = "\u0410nna Reyn"  # its first letter is Cyrillic
    page = _with_body(editor, paper, f"<p>Anna Reyn and {look_alike}, and Reyna.</p>", title="Three")
    hide = {"names": "Anna Reyn", "pseudonym": "K. Tar"}
    look = editor.post(reverse("desk_hide"), hide).content.decode()
    assert "Not reached" in look and "Also seen" in look and "Reyna" in look
    done = editor.post(reverse("desk_hide"), hide | {"do": "1"})
    text = done.content.decode()
    assert done.status_code == 200 and "still stands in some places" in text and page.public_id in text
    assert "K. Tar and" in fact_of(page)["body"][0]["html"]
    again = editor.post(reverse("desk_hide"), {"names": f"{look_alike}\nAnna Reyn", "pseudonym": "K. Tar", "do": "1"})
    assert again.status_code == 302
    assert "Reyn " not in fact_of(page)["body"][0]["html"]


def test_a_name_in_running_chinese_is_hidden_and_two_signs_are_a_name(editor, paper):
    page = _with_body(editor, paper, "<p>记者王伟说，船来了。</p>", title="Ships")
    editor.post(reverse("desk_hide"), {"names": "王伟", "pseudonym": "李四", "do": "1"})
    assert fact_of(page)["body"][0]["html"] == "<p>记者李四说，船来了。</p>"


def test_a_short_name_and_one_with_markup_are_refused(editor, signed):
    for names, pseudonym in (("Al", "K. Tar"), ("Anna Reyn", "<b>K</b>"), ("", "K. Tar")):
        answer = editor.post(reverse("desk_hide"), {"names": names, "pseudonym": pseudonym, "do": "1"})
        assert "error" in answer.content.decode()
    assert "Anna Reyn" in json.dumps(facts())


def test_who_may_not_publish_can_do_none_of_it(editor, article):
    from django.contrib.auth.models import Group, User

    from tamizdat.newsroom.doors import add_account
    from tests.desk.conftest import Account, log_in

    writer = Account("lotte", add_account("lotte", PASSWORD, is_admin=False))
    User.objects.get(username="lotte").groups.set(Group.objects.filter(name="Editors"))
    client = log_in(writer)
    for verb in ("correct", "update", "withdraw"):
        assert client.get(reverse(f"desk_{verb}", args=(article.pk,))).status_code in (302, 403)
        assert (
            client.post(reverse(f"desk_{verb}", args=(article.pk,)), {"reason": "error", "note": NOTE}).status_code
            != 200
        )
    assert client.post(reverse("desk_hide"), {"names": "ferry", "pseudonym": "boat", "do": "1"}).status_code in (
        302,
        403,
    )
    assert fact_of(article)["corrections"] == [] and "ferry" in fact_of(article)["headline"]
