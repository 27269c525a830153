"""Writer, editor, readers; and each person in their own sections."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from tamizdat.newsroom.desk.workflow import ask_for_approval, make_workflow
from tamizdat.newsroom.models import ArticlePage, FrontPage, SectionPage
from tests.desk.people import person
from tests.desk.test_articles import form, write


@pytest.fixture
def culture(paper) -> SectionPage:
    front = FrontPage.objects.get(locale__language_code="en")
    return front.add_child(instance=SectionPage(title="Culture", locale=front.locale))


def edit_address(article: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


def ask(client, paper, **words) -> ArticlePage:
    """Write an article and send it to the editors in one go."""
    write(client, paper, **{"action-submit": "1"}, **words)
    return ArticlePage.objects.latest("pk")


def decide(client, article, deed="approve", comment=""):
    words = {"action-workflow-action": "1", "workflow-action-name": deed}
    if comment:
        words["workflow-action-extra-data"] = f'{{"comment": "{comment}"}}'
    return client.post(edit_address(article), form(title=article.title, **words), follow=True)


def test_a_writer_asks_an_editor_approves_and_it_is_published(paper):
    writer, editor = person("writer", "mina"), person("editor", "omid")
    page = writer.get(reverse("wagtailadmin_pages:add", args=("newsroom", "articlepage", paper.pk))).content.decode()
    assert "Ask for approval" in page and 'name="action-publish"' not in page
    article = ask(writer, paper, title="What I found")
    assert not article.live
    assert "What I found" in editor.get("/").content.decode()
    assert "You asked for approval of" in writer.get("/").content.decode()
    decide(editor, article)
    assert ArticlePage.objects.get().live


def test_an_article_that_comes_back_says_why_and_is_asked_for_again(paper):
    writer, editor = person("writer", "mina"), person("editor", "omid")
    article = ask(writer, paper, title="What I found")
    decide(editor, article, "reject", "Who says so?")
    assert "Who says so?" in writer.get("/").content.decode()
    assert "Ask again for approval" in writer.get(edit_address(article)).content.decode()
    writer.post(edit_address(article), form(title="What I found, from whom", **{"action-submit": "1"}))
    decide(editor, ArticlePage.objects.get())
    assert ArticlePage.objects.get().title == "What I found, from whom" and ArticlePage.objects.get().live


def test_nobody_approves_what_they_asked_for_and_a_writer_publishes_nothing(paper):
    editor, writer = person("editor", "omid"), person("writer", "mina")
    article = ask(editor, paper, title="My own")
    for client in (editor, writer):
        decide(client, article)
        client.post(edit_address(article), form(title="My own", **{"action-publish": "1"}))
        assert not ArticlePage.objects.get().live
    chief = person("chief", "vera")
    decide(chief, article)
    assert ArticlePage.objects.get().live


def test_a_writer_publishes_nothing_by_any_address(paper):
    writer = person("writer", "mina")
    write(writer, paper, title="Mine", **{"action-publish": "1"})
    article = ArticlePage.objects.get()
    assert not article.live
    writer.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={article.pk}")
    assert not ArticlePage.objects.get().live


def test_somebody_of_one_section_writes_and_approves_there_alone(paper, culture):
    writer, editor = person("writer", "mina", culture), person("editor", "omid", culture)
    assert write(writer, paper, title="In harbour").status_code in (302, 403) or not ArticlePage.objects.exists()
    assert not ArticlePage.objects.exists()
    chief = person("chief", "vera")
    harbour = ask(person("writer", "lena"), paper, title="Harbour news")
    article = ask(writer, culture, title="A concert")
    assert article.get_parent().pk == culture.pk
    first = editor.get("/").content.decode()
    assert "A concert" in first and "Harbour news" not in first
    decide(editor, harbour)
    assert not ArticlePage.objects.get(pk=harbour.pk).live
    decide(editor, article)
    assert ArticlePage.objects.get(pk=article.pk).live
    decide(chief, harbour)
    assert ArticlePage.objects.get(pk=harbour.pk).live


def test_a_role_is_given_on_one_form(editor, paper, culture):
    person("writer", "mina")
    mina = User.objects.get(username="mina")
    address = reverse("desk_rights_of", args=[mina.pk])
    page = editor.get(address).content.decode()
    assert "Harbour (English)" in page and "Only in these sections" in page
    editor.post(address, {"role": "editor", "sections": [culture.pk]})
    shown = editor.get(reverse("desk_rights")).content.decode()
    assert "mina" in shown and "Culture" in shown
    perms = culture.permissions_for_user(User.objects.get(pk=mina.pk))
    assert perms.can_edit() and not paper.permissions_for_user(User.objects.get(pk=mina.pk)).can_edit()
    editor.post(address, {"role": ""})
    assert not User.objects.get(pk=mina.pk).groups.exists()


def test_only_who_runs_accounts_gives_roles(paper):
    chief = person("chief", "vera")
    vera = User.objects.get(username="vera")
    assert chief.get(reverse("desk_rights")).status_code == 302
    chief.post(reverse("desk_rights_of", args=[vera.pk]), {"role": "writer"})
    assert vera.groups.get().name == "Chief editors"


def test_the_groups_and_the_workflow_are_there_once_however_often_the_newsroom_starts(paper, settings):
    from wagtail.models import Workflow

    from tamizdat.newsroom.doors import refresh_settings

    refresh_settings(settings.NEWSROOM)
    refresh_settings(settings.NEWSROOM)
    assert sorted(Group.objects.values_list("name", flat=True)) == ["Chief editors", "Editors", "Writers"]
    assert Workflow.objects.filter(active=True).count() == 1
    assert paper.get_workflow() == make_workflow()


def test_a_workflow_that_the_newsroom_set_up_itself_stays(paper, settings):
    from wagtail.models import Workflow, WorkflowPage

    from tamizdat.newsroom.doors import refresh_settings

    own = Workflow.objects.create(name="Two lawyers")
    WorkflowPage.objects.update_or_create(page=Page.objects.get(depth=1), defaults={"workflow": own})
    refresh_settings(settings.NEWSROOM)
    assert paper.get_workflow() == own


def test_asked_twice_an_article_waits_once(paper):
    person("writer", "mina")
    user = User.objects.get(username="mina")
    article = paper.add_child(instance=ArticlePage(title="Now", owner=user, live=False))
    assert ask_for_approval(article, user) == ask_for_approval(article, user)
    assert WorkflowState.objects.count() == 1


def test_approval_under_embargo_goes_out_when_it_lifts(paper):
    from tamizdat.newsroom.embargo import set_embargo
    from tamizdat.newsroom.models import Fact

    writer, editor = person("writer", "mina"), person("editor", "omid")
    article = ask(writer, paper, title="Held")
    set_embargo(article, lifts_at=None)
    decide(editor, article)
    assert ArticlePage.objects.get().live
    assert not Fact.objects.filter(name__startswith="article:", value__isnull=False).exists()


def test_what_was_asked_for_before_a_withdrawal_is_published_by_no_approval_after_it(paper):
    writer, editor, chief = person("writer", "mina"), person("editor", "omid"), person("chief", "vera")
    article = ask(writer, paper, title="What I found")
    decide(editor, article)
    writer.post(edit_address(article), form(title="What I found since", **{"action-submit": "1"}))
    task = ArticlePage.objects.get().current_workflow_task_state
    chief.post(reverse("desk_withdraw", args=[article.pk]), {"reason": "safety"})
    decide(editor, article)
    editor.post(reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", task.pk]))
    assert not ArticlePage.objects.get().live
    assert "You asked for approval of" not in writer.get("/").content.decode()


def test_a_withdrawal_stops_what_was_sent_back_to_its_writer_too(paper):
    writer, editor, chief = person("writer", "mina"), person("editor", "omid"), person("chief", "vera")
    article = ask(writer, paper, title="What I found")
    decide(editor, article)
    writer.post(edit_address(article), form(title="What I found since", **{"action-submit": "1"}))
    decide(editor, article, "reject", "Who says so?")
    chief.post(reverse("desk_withdraw", args=[article.pk]), {"reason": "safety"})
    assert ArticlePage.objects.get().current_workflow_state is None
