"""Lists at the desk: recordings and series."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from tamizdat.newsroom.desk.listings import NamedList
from tamizdat.newsroom.follow_changes import series_changed
from tamizdat.newsroom.models import Recording, Series


class Recordings(SnippetViewSet):
    """Sound and films; what readers get of them has no metadata."""

    model = Recording
    icon = "media"
    menu_label = _("Recordings")
    menu_name = "recordings"
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["title", "created_at"]
    search_fields = ["title"]
    copy_view_enabled = False
    panels = [
        FieldPanel("title", heading=_("Title"), help_text=_("Readers who cannot see the page hear it named so.")),
        FieldPanel(
            "file",
            heading=_("File"),
            help_text=_(
                "MP3, M4A or MP4 (H.264 and AAC). The file itself stays here; readers get a copy without names, "
                "times and places."
            ),
        ),
        FieldPanel("credit", heading=_("Credit")),
    ]


class SeriesList(NamedList):
    """A name, and its articles in the order in which they are to be read."""

    model = Series
    icon = "list-ol"
    menu_label = _("Series")
    menu_name = "series"
    menu_order = 320
    panels = [
        FieldPanel("name", heading=_("Name")),
        FieldPanel("description", heading=_("Description")),
        MultipleChooserPanel(
            "parts",
            chooser_field_name="article",
            panels=[FieldPanel("article", heading=_("Article"))],
            heading=_("Parts"),
            label=_("Article"),
            help_text=_(
                "In the order of reading. Readers are told of those that are published, and count those alone."
            ),
        ),
    ]


def follow_series(request: Any, instance: Any) -> None:
    """After saving: its parts are saved too by now."""
    if isinstance(instance, Series):
        series_changed(instance.public_id)
