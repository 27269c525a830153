"""How the forms of the desk are laid out: in the order in which a story is told, in plain words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.panels.comment_panel import CommentPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from tamizdat.newsroom.desk.forms import ArticleForm, FrontForm, PageForm
from tamizdat.newsroom.formats.form_panels import LivePanel, RecordingPanel, TranslationPanel


def _headline(heading: object, help_text: object) -> Panel:
    return TitleFieldPanel("title", heading=heading, help_text=help_text, placeholder=heading)


def _lines(field: str, heading: object, help_text: object) -> Panel:
    """A few lines of text in a box that grows."""
    return FieldPanel(field, heading=heading, help_text=help_text, widget=AdminAutoHeightTextInput(attrs={"rows": 2}))


def _address() -> Panel:
    return FieldPanel(
        "slug",
        heading=_("Address"),
        help_text=_("The last part of the address. Leave it: the desk makes it. Once published, it stays."),
    )


_lead_picture = MultiFieldPanel(
    [
        FieldPanel("picture", heading=_("Picture")),
        _lines(
            "picture_alt",
            _("What it shows"),
            _("For readers who cannot see it. Empty: the picture’s own description is used."),
        ),
        FieldPanel("picture_caption", heading=_("Caption"), help_text=_("The credit is added by itself.")),
    ],
    heading=_("Lead picture"),
)

_story = [
    TranslationPanel(heading=_("The original has changed")),
    _headline(_("Headline"), _("What happened, in one line. Up to 255 characters; under 90 reads best on a phone.")),
    _lines(
        "standfirst",
        _("Standfirst"),
        _("One or two sentences under the headline. Lists and feeds show them too."),
    ),
    FieldPanel(
        "kind",
        heading=_("Kind"),
        help_text=_("Readers see it above the headline. A standing page, such as “About us”, stands in no list."),
    ),
    MultipleChooserPanel(
        "article_bylines",
        chooser_field_name="byline",
        panels=[FieldPanel("byline", heading=_("Byline"))],
        heading=_("Bylines"),
        label=_("Byline"),
        help_text=_("Who signs, in order. A byline is a printed name; it has no tie to an account."),
    ),
    FieldPanel("dateline", heading=_("Dateline"), help_text=_("Where it was reported from, such as a town.")),
    _lead_picture,
    RecordingPanel(
        [
            FieldPanel(
                "recording",
                heading=_("Recording"),
                help_text=_("Of an episode or a video. A video’s lead picture is its poster."),
            ),
            _lines("chapters", _("Chapters"), _("One a line: 12:30 The ferry leaves.")),
            _lines("transcript", _("Transcript"), _("What is said, for readers who cannot hear it, or not now.")),
        ],
        heading=_("Sound or film"),
    ),
    LivePanel(heading=_("Live coverage")),
    FieldPanel("body", heading=_("Body"), help_text=_("A long article goes on on further pages by itself.")),
    FieldPanel(
        "change_kind",
        heading=_("What kind of change is it?"),
        help_text=_(
            "For words that readers have seen. If something was wrong, use “Correct” in the menu above instead: "
            "readers are told."
        ),
    ),
]

_around = [
    MultipleChooserPanel(
        "article_topics",
        chooser_field_name="topic",
        panels=[FieldPanel("topic", heading=_("Topic"))],
        heading=_("Topics"),
        label=_("Topic"),
        help_text=_("What it is about. “Read more” is drawn from earlier articles on the same topics."),
    ),
    MultipleChooserPanel(
        "related_articles",
        chooser_field_name="article",
        panels=[FieldPanel("article", heading=_("Article"))],
        heading=_("Read more"),
        label=_("Article"),
        help_text=_("Articles that should stand under this one. They come before those that the desk finds itself."),
    ),
]

_publishing = [
    MultiFieldPanel(
        [
            FieldPanel(
                "published_at",
                heading=_("Published"),
                help_text=_("What readers are told. Empty: when it is first published. It cannot be ahead."),
            ),
            FieldPanel(
                "updated_at",
                heading=_("Updated"),
                help_text=_("Set by itself when you publish other words. Write a time to set another."),
            ),
        ],
        heading=_("What readers are told about time"),
    ),
    _lines("licence", _("Terms of use"), _("May others print it? Empty: nothing is said.")),
    FieldPanel(
        "no_appeals",
        heading=_("No appeals here"),
        help_text=_("For grave news: neither notice nor letter nor any appeal asks the readers of this article."),
    ),
    _address(),
    PublishingPanel(),
    CommentPanel(),
]

article_form = TabbedInterface(
    [
        ObjectList(_story, heading=_("Story")),
        ObjectList(_around, heading=_("Around it")),
        ObjectList(_publishing, heading=_("Publishing")),
    ],
    base_form_class=ArticleForm,
)

section_form = TabbedInterface(
    [
        ObjectList(
            [
                _headline(_("Name"), _("Such as Harbour or Culture. Printed in the menu of every page.")),
                _lines(
                    "description", _("Description"), _("A sentence that stands on the section’s page and in its feed.")
                ),
            ],
            heading=_("Section"),
        ),
        ObjectList([_address(), PublishingPanel(), CommentPanel()], heading=_("Publishing")),
    ],
    base_form_class=PageForm,
)


def _letter(kind: str, heading: object, help_text: object, *more: Panel) -> Panel:
    return MultiFieldPanel(
        [
            FieldPanel(f"{kind}_title", heading=_("Title")),
            FieldPanel(f"{kind}_text", heading=_("Text"), help_text=help_text),
            *more,
        ],
        heading=heading,
    )


_front = [
    FieldPanel(
        "lead",
        heading=_("Lead"),
        help_text=_("The article at the top of the front. Empty: the newest one."),
    ),
    FieldPanel(
        "lead_until",
        heading=_("Lead until"),
        help_text=_("From then on the newest article leads, also while nobody is at the desk. Empty: it stays."),
    ),
    MultipleChooserPanel(
        "picks",
        chooser_field_name="article",
        panels=[
            FieldPanel("article", heading=_("Article")),
            FieldPanel(
                "section",
                heading=_("In the section"),
                widget=forms.Select,
                help_text=_("It stands first in this section’s part of the front."),
            ),
            FieldPanel(
                "slot",
                heading=_("In a part of its own"),
                help_text=_("Such as “The elections”. Articles with the same words stand together under them."),
            ),
            FieldPanel("until", heading=_("Until"), help_text=_("Then the newest takes its place. Empty: it stays.")),
        ],
        heading=_("Picks"),
        label=_("Article"),
        help_text=_(
            "In this order. Without section and part they stand under the lead; the newest follow by themselves."
        ),
    ),
]

_words = [
    _headline(_("Name of the paper"), _("As readers of this language see it, at the top of every page.")),
    FieldPanel("tagline", heading=_("Tagline"), help_text=_("A line under the newsroom’s name.")),
    _letter(
        "notice",
        _("Notice"),
        _("A strip at the top of every page; a reader can close it. Leave title and text empty to have none."),
        FieldPanel("notice_link", heading=_("Words of the link"), help_text=_("It leads to the page of support.")),
    ),
    _letter(
        "letter",
        _("Letter to readers"),
        _("Stands inside every article. It is where you tell readers why you need them."),
        FieldPanel("letter_signed", heading=_("Signed")),
    ),
    _letter("support", _("The page of support"), _("How to help. No forms: it works on every mirror.")),
    _letter("ways", _("The page of ways to reach you"), _("Mirrors, onion address, mail, messengers.")),
]

front_form = TabbedInterface(
    [
        ObjectList(_front, heading=_("Front")),
        ObjectList(_words, heading=_("Words on all pages")),
        ObjectList([_address(), PublishingPanel(), CommentPanel()], heading=_("Publishing")),
    ],
    base_form_class=FrontForm,
)

topic_panels = [
    FieldPanel("name", heading=_("Name")),
    _lines("description", _("Description"), _("A sentence that stands on the topic’s page.")),
]
byline_panels = [
    FieldPanel("name", heading=_("Name"), help_text=_("As it is printed.")),
    _lines("description", _("About"), _("Public: a sentence on the byline’s page.")),
    FieldPanel(
        "biography",
        heading=_("Biography"),
        help_text=_("Public. Leave out what leads to a person: places, dates, schools, other names."),
    ),
    FieldPanel(
        "picture",
        heading=_("Picture"),
        help_text=_("Public. Under a pseudonym: no face, no home."),
    ),
    FieldPanel(
        "is_guest", heading=_("A guest"), help_text=_("Readers are told that this author is no member of the staff.")
    ),
    FieldPanel(
        "is_pseudonym",
        heading=_("A pseudonym"),
        help_text=_("A note for this desk alone; readers are not told."),
    ),
]
