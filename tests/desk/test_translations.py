"""Translations: what is missing, what is behind its original, and what the translator is shown of it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import rich_text, streamfield

from tamizdat.newsroom.embargo import set_embargo
from tamizdat.newsroom.formats.words import compare
from tamizdat.newsroom.models import ArticlePage, Correction, FrontPage, TranslationState
from tests.desk.test_articles import form, write

FIRST = "<p>The rope was wet.</p><p>Two boats waited for the tide.</p>"
SECOND = "<p>The rope was wet.</p><p>Three boats waited for the tide.</p>"


def text(html: str):
    return streamfield([("text", rich_text(html))])


@pytest.fixture
def pair(editor, paper):
    """An article and its Russian translation, both published."""
    write(editor, paper, body=text(FIRST), **{"action-publish": "1"})
    article = ArticlePage.objects.get()
    front = FrontPage.objects.get(locale__language_code="ru")
    address = reverse("simple_translation:submit_page_translation", args=(article.pk,))
    editor.post(address, {"section": front.pk})
    translation = ArticlePage.objects.get(locale=front.locale)
    save(editor, translation, title="Паром ждал", body=text("<p>Верёвка была мокрой.</p>"), publish=True)
    return article, translation


def save(editor, page, *, publish: bool = False, **words):
    words = words | ({"action-publish": "1"} if publish else {})
    answer = editor.post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), form(**words), follow=True)
    assert answer.status_code == 200
    return answer


def edit_page(editor, page) -> str:
    return editor.get(reverse("wagtailadmin_pages:edit", args=(page.pk,))).content.decode()


def glance(editor, **filters) -> str:
    return editor.get(reverse("desk_translations"), filters).content.decode()


def test_a_translation_that_says_what_its_original_says_is_not_behind(editor, pair):
    assert "brought_over" not in edit_page(editor, pair[1])
    assert "Outdated</b>" not in glance(editor)


def test_a_change_of_the_original_is_shown_to_the_translator_word_by_word(editor, pair):
    article, translation = pair
    save(editor, article, body=text(SECOND), publish=True)
    page = edit_page(editor, translation)
    assert "<td><del>Two</del> boats waited" in page
    assert "<td><ins>Three</ins> boats waited" in page
    assert "1 paragraph is the same" in page or "2 paragraphs are the same" in page
    assert "brought_over" not in edit_page(editor, article)


def test_a_draft_of_the_original_troubles_no_translator_until_readers_see_it(editor, pair):
    article, translation = pair
    save(editor, article, body=text(SECOND))
    assert "brought_over" not in edit_page(editor, translation)
    save(editor, article, body=text(SECOND), publish=True)
    assert "brought_over" in edit_page(editor, translation)


def test_human_work_is_never_overwritten(editor, pair):
    article, translation = pair
    before = ArticlePage.objects.get(pk=translation.pk)
    save(editor, article, title="The ferry left", body=text(SECOND), publish=True)
    after = ArticlePage.objects.get(pk=translation.pk)
    assert (after.title, list(after.body.raw_data)) == (before.title, list(before.body.raw_data))
    assert after.latest_revision_id == before.latest_revision_id


def test_the_translator_says_that_he_has_brought_it_over_and_what_he_wrote_is_kept(editor, pair):
    article, translation = pair
    save(editor, article, body=text(SECOND), publish=True)
    digest = edit_page(editor, translation).partition('name="brought_over" value="')[2][:64]
    answer = save(editor, translation, title="Паром ждал", body=text("<p>Три лодки.</p>"), brought_over=digest)
    assert "Noted: this translation says" in answer.content.decode()
    assert "brought_over" not in edit_page(editor, translation)
    assert "Три лодки" in str(ArticlePage.objects.get(pk=translation.pk).get_latest_revision_as_object().body)
    assert TranslationState.objects.get(page=translation.pk).outdated_since is None


def test_a_change_that_he_was_not_shown_is_not_hidden_by_his_button(editor, pair):
    article, translation = pair
    save(editor, article, body=text(SECOND), publish=True)
    digest = edit_page(editor, translation).partition('name="brought_over" value="')[2][:64]
    save(editor, article, body=text("<p>Nobody waited.</p>"), publish=True)
    answer = save(editor, translation, title="Паром ждал", brought_over=digest)
    assert "has changed again meanwhile" in answer.content.decode()
    assert "brought_over" in edit_page(editor, translation)


def test_outdated_says_since_when_and_by_whom_and_the_first_change_counts(editor, pair):
    article, translation = pair
    save(editor, article, body=text(SECOND), publish=True)
    since = TranslationState.objects.get(page=translation.pk).outdated_since
    save(editor, article, body=text("<p>Nobody waited.</p>"), publish=True)
    assert since is not None and TranslationState.objects.get(page=translation.pk).outdated_since == since
    page = glance(editor)
    assert 'class="outdated"' in page and "changed by <bdi>nina</bdi>" in page
    save(editor, article, body=text(FIRST), publish=True)
    assert TranslationState.objects.get(page=translation.pk).outdated_since is None


def test_no_translation_is_behind_an_original_that_is_no_more(editor, pair):
    article, translation = pair
    save(editor, article, body=text(SECOND), publish=True)
    assert "Outdated</b>" in glance(editor) and "Паром ждал" in glance(editor, state="outdated")
    editor.post(reverse("wagtailadmin_pages:delete", args=(article.pk,)))
    assert not ArticlePage.objects.filter(pk=article.pk).exists()
    state = TranslationState.objects.get(page=translation.pk)
    assert (state.original, state.outdated_since) == (None, None)
    TranslationState.objects.update(outdated_since=timezone.now())  # as it was left before this was known
    assert "Outdated</b>" not in glance(editor) and "Паром ждал" not in glance(editor, state="outdated")


def test_a_correction_of_the_original_is_offered_as_a_note_to_translate(editor, pair):
    article, translation = pair
    Correction.objects.create(page=ArticlePage.objects.get(pk=article.pk), text="<p>There were <b>two</b> boats.</p>")
    ArticlePage.objects.get(pk=article.pk).save()
    page = edit_page(editor, translation)
    assert "The original has a correction" in page and "There were two boats." in page


def test_the_desk_shows_what_is_in_a_state(editor, pair):
    save(editor, pair[1], title="Паром ушёл")  # a draft of what readers see as before
    found = [("missing", "fa"), ("missing", ""), ("published", "ru"), ("published", ""), ("", "ru")]
    not_found = [("missing", "ru"), ("draft", "ru"), ("outdated", "ru"), ("outdated", ""), ("published", "fa")]
    for state, language in found:
        assert "The ferry waited" in glance(editor, state=state, language=language), (state, language)
    for state, language in not_found:
        assert "The ferry waited" not in glance(editor, state=state, language=language), (state, language)


def test_what_is_embargoed_counts_as_a_draft(editor, paper):
    write(editor, paper)
    set_embargo(ArticlePage.objects.get(), lifts_at=None)
    save(editor, ArticlePage.objects.get(), publish=True)
    assert "The ferry waited" in glance(editor, state="draft")
    assert "The ferry waited" not in glance(editor, state="published")


def test_a_row_is_one_article_and_each_headline_reads_in_its_own_direction(editor, pair):
    page = glance(editor)
    assert page.count('<th scope="row" lang=') == page.count('<th scope="row" lang="en" dir="ltr">') == 1
    assert 'lang="ru" dir="ltr">Паром ждал</a>' in page


def test_what_an_editor_wrote_is_no_markup_in_a_difference():
    (pair,) = compare([["text", "a <b> c"]], [["text", "a <script>x</script> c"]])
    assert "<script>" not in pair.new and "&lt;" in pair.new and "<ins>" in pair.new


def test_a_paragraph_that_was_put_in_stands_alone():
    pairs = compare([["text", "One."], ["text", "Two."]], [["text", "One."], ["text", "New."], ["text", "Two."]])
    assert [(one.old, one.new) for one in pairs if not one.skipped] == [("", "<ins>New.</ins>")]
