"""Lists at the desk: all articles in one, topics and bylines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn, ParentPageColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Locale
from wagtail.snippets.views.chooser import ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from tamizdat.newsroom.desk import panels as desk_panels
from tamizdat.newsroom.models import ArticlePage, Byline, Topic


class Articles(PageListingViewSet):
    """Every article of every section and language, the last touched first."""

    model = ArticlePage
    icon = "doc-full-inverse"
    menu_label = _("Articles")
    menu_name = "articles"
    menu_order = 100
    add_to_admin_menu = True
    list_filter = ["locale", "kind", "live"]
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Headline"), sort_key="title", classname="title"),
        ParentPageColumn("parent", label=_("Section"), classname="desk-wide"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", width="9%", classname="desk-wide"),
        DateColumn(
            "latest_revision_created_at", label=_("Changed"), sort_key="latest_revision_created_at", width="12%"
        ),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%"),
    ]


class NewNameForm(forms.ModelForm):
    """A name and its language are enough."""

    language = forms.ModelChoiceField(Locale.objects.all(), label=_("Language"), empty_label=None)

    def save(self, commit: bool = True) -> Any:
        """The language is part of the name from the first moment."""
        self.instance.locale = self.cleaned_data["language"]
        return super().save(commit)


class ChooseName(ChooseView):
    """A name is chosen, or begun in the language of the article."""

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        """The article says its language."""
        wanted = Locale.objects.filter(language_code=self.request.GET.get("locale", "")).first()
        return {**super().get_creation_form_kwargs(), "initial": {"language": wanted}}


class NameChooser(SnippetChooserViewSet):
    """Nobody has to leave the article for a new name."""

    choose_view_class = ChooseName
    creation_tab_label = create_action_label = _("New")


class NamedList(SnippetViewSet):
    """Topics and bylines: a name, a sentence, an address that the desk makes."""

    add_to_admin_menu = True
    list_display = ["name", "locale"]
    list_filter = ["locale"]
    search_fields = ["name"]
    copy_view_enabled = False


class TopicChooser(NameChooser):
    """New ones need a name and a language."""

    creation_form_class = forms.modelform_factory(Topic, form=NewNameForm, fields=["name"], labels={"name": _("Name")})


class Topics(NamedList):
    """What articles are about."""

    model = Topic
    chooser_viewset_class = TopicChooser
    icon = "tag"
    menu_label = _("Topics")
    menu_name = "topics"
    menu_order = 300
    panels = desk_panels.topic_panels


class BylineChooser(NameChooser):
    """New ones need a name and a language."""

    creation_form_class = forms.modelform_factory(Byline, form=NewNameForm, fields=["name"], labels={"name": _("Name")})


class Bylines(NamedList):
    """Names above articles."""

    model = Byline
    chooser_viewset_class = BylineChooser
    icon = "user"
    menu_label = _("Bylines")
    menu_name = "bylines"
    menu_order = 310
    panels = desk_panels.byline_panels
