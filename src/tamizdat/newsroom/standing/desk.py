"""The certifier's page at the desk: for whoever runs the newsroom, and for nobody else."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from tamizdat.newsroom.models import Disclosure


class Disclosures(SnippetViewSet):
    """One record; editors have no right to it."""

    model = Disclosure
    icon = "lock"
    menu_label = _("For a certifier")
    menu_name = "certifier"
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ["__str__"]
    panels = [
        HelpPanel(
            _(
                "A certifier may be told what readers cannot. These lines never enter an edition: an edition that holds"
                " one is not made. “tamizdat certify FILE” writes them, with your policies, to a private file."
            )
        ),
        FieldPanel("legal_name", heading=_("Legal name"), widget=forms.TextInput),
        FieldPanel("owners", heading=_("Owners"), help_text=_("One a line.")),
        FieldPanel("funders", heading=_("Who gives more than a tenth"), help_text=_("One a line.")),
        FieldPanel("address", heading=_("Where you are")),
        FieldPanel("responsible", heading=_("Who answers for what is printed")),
        FieldPanel("contact", heading=_("How the certifier reaches you")),
    ]


register_snippet(Disclosures)
