"""Breaking, from a phone: published at once by whoever has the right, approved afterwards by somebody else."""

from __future__ import annotations

import gzip

import pytest
from django.contrib.auth.models import Group, Permission, User

from tests.desk.test_second_factor import is_closed
from tests.people.conftest import join, log_in

TEXT = "The bridge is closed. <b>Nobody</b> was hurt & all boats wait."


@pytest.fixture
def section(paper):
    paper.save_revision().publish()
    return paper


def publish(client, section, headline="Bridge closed", **words):
    return client.post("/breaking/", {"section": section.pk, "headline": headline, "text": TEXT, **words})


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
    assert is_closed(publish(mara, section)) or publish(mara, section).status_code == 302
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
    editor.post(state, {"deed": "approve"})
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
    editor.post(state, {"deed": "approve"})
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
