"""Breaking, from a phone: published at once by whoever has the right, approved afterwards by somebody else."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from tests.desk.test_articles import form
from tests.people.conftest import join, log_in

TEXT = "The bridge is closed. <b>Nobody</b> was hurt & all boats wait."


@pytest.fixture
def section(paper):
    paper.save_revision().publish()
    return paper


def publish(client, section, headline="Bridge closed", **words):
    return client.post("/breaking/", {"section": section.pk, "headline": headline, "text": TEXT, **words})


def approve(client, state, seen: str = ""):
    """Press the button on the page as it was seen, or as it is now."""
    seen = seen or client.get(state).content.decode()
    [version] = re.findall(r'name="version" value="(\d+)"', seen)
    return client.post(state, {"deed": "approve", "version": version}, follow=True).content.decode()


def withdraw(client, page, reason: str = "safety"):
    assert client.post(reverse("desk_withdraw", args=[page.pk]), {"reason": reason}).status_code == 302


def half_typed(page, words: str = "They say that"):
    """What the desk saves by itself while a colleague writes."""
    draft = page.get_latest_revision_as_object()
    draft.body = [*draft.body.raw_data, {"type": "text", "value": f"<p>{words}</p>"}]
    draft.save_revision(user=User.objects.get(username="mara"))


def moderator(name: str):
    """Somebody who may publish and does not run the newsroom."""
    from tamizdat.newsroom.desk.roles import give_role

    account = join(name)
    user = User.objects.get(username=name)
    give_role(user, "chief")
    return log_in(account)


def test_the_page_is_small_and_needs_no_script(editor, section):
    page = editor.get("/breaking/")
    assert "<script" not in page.content.decode()
    assert len(page.content) < 20_000
    assert len(gzip.compress(page.content)) < 3_000


def test_one_form_makes_an_article_public(editor, section):
    from tamizdat.newsroom.fact_store import read_fact
    from tamizdat.newsroom.models import ArticlePage

    answer = publish(editor, section)
    page = ArticlePage.objects.get(title="Bridge closed")
    assert answer["Location"] == f"/breaking/{page.pk and answer['Location'].split('/')[2]}/"
    fact = read_fact(f"article:{page.public_id}")
    assert "The bridge is closed." in fact
    assert "<b>" not in fact
    assert page.get_parent().pk == section.pk
    state = editor.get(answer["Location"]).content.decode()
    assert "Public in the newsroom" in state
    assert "Waits for the press" in state


def test_sent_twice_over_a_slow_link_it_is_there_once(editor, section):
    from tamizdat.newsroom.models import ArticlePage

    first, second = publish(editor, section), publish(editor, section)
    assert first["Location"] == second["Location"]
    assert ArticlePage.objects.filter(title="Bridge closed").count() == 1


def test_an_empty_form_publishes_nothing(editor, section):
    from tamizdat.newsroom.models import ArticlePage

    assert editor.post("/breaking/", {"section": section.pk, "headline": "Bridge", "text": " "}).status_code == 200
    assert not ArticlePage.objects.filter(title="Bridge").exists()


def test_somebody_who_only_writes_cannot_publish_at_once(section):
    from tamizdat.newsroom.models import ArticlePage

    mara = log_in(join("mara"))
    assert "You have no right to publish at once" in mara.get("/breaking/").content.decode()
    assert publish(mara, section).status_code == 403
    assert not ArticlePage.objects.filter(title="Bridge closed").exists()


def test_the_right_can_be_taken_from_somebody_who_may_publish(section):
    from tamizdat.newsroom.models import ArticlePage

    lin = moderator("lin-harbour")
    right = Permission.objects.get(codename="publish_breaking")
    Group.objects.get(name="Chief editors").permissions.remove(right)
    publish(lin, section)
    assert not ArticlePage.objects.filter(title="Bridge closed").exists()


def test_a_second_editor_is_asked_and_the_first_cannot_approve_alone(editor, section):
    from tamizdat.newsroom.models import ArticlePage
    from tamizdat.newsroom.people.models import Breaking

    lin = moderator("lin-harbour")
    state = publish(lin, section)["Location"]
    page = ArticlePage.objects.get(title="Bridge closed")
    assert page.workflow_in_progress
    assert "approve" not in lin.get(state).content.decode()
    lin.post(state, {"deed": "approve"})
    assert Breaking.objects.get().approved_by is None
    assert "Bridge closed" in editor.get("/breaking/").content.decode()
    approve(editor, state)
    assert Breaking.objects.get().approved_by == User.objects.get(username="nina")
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.live
    assert not page.workflow_in_progress


def test_at_the_desk_too_only_somebody_else_approves_and_the_first_goes_on_writing(editor, section):
    from tamizdat.newsroom.models import ArticlePage
    from tamizdat.newsroom.people.models import Breaking

    publish(editor, section)
    page = ArticlePage.objects.get(title="Bridge closed")
    first, task = Breaking.objects.get().published_by, page.current_workflow_task
    assert not task.get_actions(page, first) and not task.locked_for_user(page, first)
    moderator("second")
    second = User.objects.get(username="second")
    assert [name for name, *_ in task.get_actions(page, second)] == ["reject", "approve", "approve"]
    task.on_action(page.current_workflow_task_state, second, "approve")
    assert Breaking.objects.get().approved_by == second


def test_where_no_edition_can_be_made_the_page_says_so(editor, section, tmp_path, settings):
    from django.utils import timezone

    from tamizdat.shell.home import Home
    from tamizdat.shell.press_state import note_failed

    address = publish(editor, section)["Location"]
    settings.HOME = Home(tmp_path)
    (tmp_path / "tamizdat.toml").write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n', encoding="utf-8")
    note_failed(settings.HOME, timezone.now(), "another article holds a secret word")
    page = editor.get(address).content.decode()
    assert "Waits for the press" in page and "another article holds a secret word" in page


def test_an_update_stands_above_on_the_same_address_and_is_to_be_approved_again(editor, section):
    from tamizdat.newsroom.models import ArticlePage
    from tamizdat.newsroom.people.models import Breaking

    lin = moderator("lin-harbour")
    state = publish(lin, section)["Location"]
    before = ArticlePage.objects.get(title="Bridge closed").path_public
    approve(editor, state)
    lin.post(state, {"text": "It opens again at six."})
    page = ArticlePage.objects.get(title="Bridge closed")
    body = str(page.body)
    assert page.path_public == before
    assert body.index("It opens again at six.") < body.index("The bridge is closed.")
    assert Breaking.objects.get().approved_by is None
    assert page.live


def test_the_state_says_which_mirrors_have_it(editor, section, monkeypatch, tmp_path):
    from tamizdat.newsroom.breaking import state
    from tamizdat.newsroom.people.models import Breaking

    where = publish(editor, section)["Location"]
    Breaking.objects.update(edition=7)
    mirrors = [state.OnMirror("riga", 7, ""), state.OnMirror("bern", 6, ""), state.OnMirror("oslo", 6, "It is full.")]
    monkeypatch.setattr(state, "ask_mirrors", lambda: mirrors)
    page = editor.get(where).content.decode()
    for line in ("Pressed: edition 7", "✓ <bdi>riga</bdi>", "… <bdi>bern</bdi>", "✗ <bdi>oslo</bdi>", "It is full."):
        assert line in page
    assert 'http-equiv="refresh"' in page
    mirrors[1] = state.OnMirror("bern", 8, "")
    assert 'http-equiv="refresh"' not in editor.get(where).content.decode()


def test_a_sentence_on_record_says_that_it_was_published(editor, section, people_key):
    from tamizdat.newsroom.people.audit import read

    publish(editor, section)
    assert [(one.deed, one.who) for one in read()][:1] == [("published breaking", "nina")]


@pytest.fixture
def out(editor, section):
    """Breaking news that is out: how it is withdrawn, its state page, a chief who could approve it, the article."""
    from tamizdat.newsroom.models import ArticlePage

    join("mara")
    second = moderator("second")
    state = publish(editor, section)["Location"]
    return editor, state, second, ArticlePage.objects.get(title="Bridge closed")


def decide(client, page):
    words = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form(title=page.title, **words))


def test_no_approval_and_no_update_brings_back_what_was_withdrawn(out):
    from tamizdat.newsroom.fact_store import read_fact
    from tamizdat.newsroom.models import ArticlePage

    editor, state, second, page = out
    task = page.current_workflow_task_state
    seen = second.get(state).content.decode()
    withdraw(editor, page)
    approve(second, state, seen)
    second.post(state, {"text": "It opens at six."})
    decide(second, page)
    second.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]))
    page = ArticlePage.objects.get(pk=page.pk)
    assert not page.live and read_fact(f"article:{page.public_id}") is None
    assert not page.workflow_in_progress and "is out already" not in second.get("/breaking/").content.decode()


def test_a_form_that_was_under_way_when_a_colleague_withdrew_publishes_nothing(out, section):
    from tamizdat.newsroom.models import ArticlePage

    editor, _, second, page = out
    withdraw(second, page)
    assert "Give it another headline" in publish(editor, section).content.decode()
    assert not ArticlePage.objects.filter(title="Bridge closed", live=True).exists()


def test_whatever_takes_it_from_readers_ends_the_approval(out):
    from tamizdat.newsroom.models import ArticlePage
    from tamizdat.newsroom.people.models import Breaking

    editor, _, _, page = out
    page.unpublish()
    assert not ArticlePage.objects.get(pk=page.pk).workflow_in_progress and not Breaking.objects.exists()
    publish(editor, page.get_parent(), "Bridge open")
    other = ArticlePage.objects.get(title="Bridge open")
    assert editor.post(reverse("wagtailadmin_pages:delete", args=[other.pk])).status_code == 302
    assert not ArticlePage.objects.filter(pk=other.pk).exists()


def test_approving_publishes_nobody_s_half_typed_draft(out):
    from tamizdat.newsroom.models import ArticlePage
    from tamizdat.newsroom.people.models import Breaking

    _, state, second, page = out
    half_typed(page)
    assert "Approved." in approve(second, state)
    page = ArticlePage.objects.get(pk=page.pk)
    assert "They say that" not in str(page.body)
    assert page.has_unpublished_changes and "They say that" in str(page.get_latest_revision_as_object().body)
    assert Breaking.objects.get().approved_by_id and not page.workflow_in_progress


def test_an_update_publishes_nobody_s_half_typed_draft_and_stands_above_it(out):
    from tamizdat.newsroom.models import ArticlePage

    editor, state, _, page = out
    half_typed(page)
    editor.post(state, {"text": "It opens at six."})
    page = ArticlePage.objects.get(pk=page.pk)
    draft = str(page.get_latest_revision_as_object().body)
    assert "It opens at six." in str(page.body) and "They say that" not in str(page.body)
    assert "It opens at six." in draft and "They say that" in draft


def test_what_was_changed_meanwhile_is_read_again_before_it_is_approved(out):
    from tamizdat.newsroom.people.models import Breaking

    editor, state, second, _ = out
    seen = second.get(state).content.decode()
    editor.post(state, {"text": "It opens at six."})
    assert "It was changed meanwhile" in approve(second, state, seen)
    assert Breaking.objects.get().approved_by is None
    assert "Approved." in approve(second, state)


def test_an_update_by_somebody_else_is_what_the_first_one_approves(out):
    from tamizdat.newsroom.models import ArticlePage
    from tamizdat.newsroom.people.models import Breaking

    editor, state, second, page = out
    second.post(state, {"text": "It opens at six."})
    assert "Approved." in approve(editor, state)
    assert Breaking.objects.get().approved_by == User.objects.get(username="nina")
    assert not ArticlePage.objects.get(pk=page.pk).workflow_in_progress


def test_a_draft_that_a_writer_asks_for_goes_on_waiting_when_breaking_news_is_approved(out):
    from wagtail.models import WorkflowState

    from tamizdat.newsroom.models import ArticlePage

    _, state, second, page = out
    WorkflowState.objects.update(requested_by=User.objects.get(username="mara"))
    approve(second, state)
    assert ArticlePage.objects.get(pk=page.pk).workflow_in_progress
