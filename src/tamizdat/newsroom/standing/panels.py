"""The forms of the pages that say who we are and how we are reached safely."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList

_policies = [
    HelpPanel(_("Each text is a part of the page “About us” and is named to search engines. Empty ones are left out.")),
    FieldPanel("about_policy", heading=_("Who we are"), help_text=_("What you stand for and whom you write for.")),
    FieldPanel("ethics_policy", heading=_("Our principles"), help_text=_("What you do and what you never do.")),
    FieldPanel("corrections_policy", heading=_("Corrections"), help_text=_("How you put mistakes right, in public.")),
    FieldPanel("verification_policy", heading=_("How we check"), help_text=_("Before something is printed.")),
    FieldPanel("sources_policy", heading=_("Unnamed sources"), help_text=_("When you do not name who told you.")),
    FieldPanel(
        "ownership_policy",
        heading=_("Owners and money"),
        help_text=_("What may be public. Names that must not be go into the settings, under “For a certifier”."),
    ),
    FieldPanel("feedback_policy", heading=_("Feedback"), help_text=_("What you do with what readers tell you.")),
    FieldPanel("masthead_policy", heading=_("Masthead"), help_text=_("Only names that may be public.")),
]
_contact = [
    HelpPanel(
        _(
            "The page is printed as soon as one way is given. It has no form and no link that opens another program:"
            " both would leave traces. Without a text of your own, ours stands there."
        )
    ),
    MultiFieldPanel(
        [
            FieldPanel("contact_onion", heading=_("Onion address"), help_text=_("Of a mailbox for documents.")),
            FieldPanel("contact_signal", heading=_("Signal"), help_text=_("A user name, not a telephone number.")),
            FieldPanel("contact_mail", heading=_("E-mail")),
            FieldPanel("contact_pgp", heading=_("Public PGP key"), help_text=_("Armoured, without photographs.")),
            FieldPanel("contact_post", heading=_("Post"), help_text=_("An address that may be public.")),
        ],
        heading=_("Ways"),
    ),
    FieldPanel("contact_text", heading=_("Text"), help_text=_("Empty: our advice in the language of the paper.")),
]

standing_tabs = [
    ObjectList(_policies, heading=_("About us")),
    ObjectList(_contact, heading=_("Contact safely")),
]
