"""The desk's pages on support: what readers are asked, what is known of the money, and why an appeal was shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.models import Locale
from wagtail.snippets.views.snippets import SnippetViewSet

from tamizdat.campaigns.bring_values import VALUES, known_value
from tamizdat.campaigns.models import Appeal, KnownValue
from tamizdat.campaigns.why import explain_page
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.show_money import show_money
from tamizdat.newsroom.models import SectionPage
from tamizdat.pages.meter import MONTH, say_in
from tamizdat.shell.errors import RefusedError


def section_choices() -> list[tuple[str, str]]:
    """Every section with its language."""
    sections = SectionPage.objects.select_related("locale").order_by("locale__language_code", "path")
    return [(one.public_id, f"{one.title} ({one.locale.language_code})") for one in sections]


def meter_choices() -> list[tuple[str, str]]:
    """What the last statement can show."""
    choices = [("", _("No meter")), (MONTH, _("The costs of the month"))]
    statement = known_value("statement")
    for one in statement["commitments"] if statement else ():
        choices.append((one["id"], say_in(one["text"], get_language() or "en")))
    return [(value, str(name)) for value, name in choices]


class AppealForm(WagtailAdminModelForm):
    """Sections and meters are chosen from what there is."""

    _sections = {"required": False, "choices": section_choices, "widget": forms.CheckboxSelectMultiple}
    sections = forms.MultipleChoiceField(**_sections)
    not_sections = forms.MultipleChoiceField(**_sections)
    meter = forms.ChoiceField(required=False, choices=meter_choices)

    def clean(self) -> dict[str, Any]:
        """An end comes after its beginning."""
        values: dict[str, Any] = super().clean()
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It would end before it begins."))
        return values


_name = FieldPanel("name", heading=_("Name"), help_text=_("For this desk alone."))
_words = InlinePanel(
    "words",
    panels=[
        FieldPanel("locale", heading=_("Language")),
        FieldPanel("title", heading=_("Title")),
        FieldPanel("text", heading=_("Text")),
        FieldPanel("signed", heading=_("Signed")),
        FieldPanel("link", heading=_("Words of the button")),
    ],
    heading=_("Words"),
    label=_("Language"),
    help_text=_("In each language words of its own. A language without words does not show this appeal."),
)
_where = [
    FieldPanel("place", heading=_("Where it stands"), help_text=_("A page shows one appeal at most.")),
    FieldPanel(
        "meter",
        heading=_("Meter"),
        help_text=_("What came in and what is needed, as the signed statement says. Without one nothing is shown."),
    ),
    FieldPanel("sections", heading=_("Only in these sections"), help_text=_("None: everywhere.")),
    FieldPanel("not_sections", heading=_("Never in these sections")),
]
_when = [
    FieldPanel("is_on", heading=_("Switched on")),
    FieldPanel("starts_at", heading=_("Begins"), help_text=_("Empty: at once.")),
    FieldPanel("ends_at", heading=_("Ends"), help_text=_("Empty: until you switch it off.")),
    FieldPanel("priority", heading=_("Which comes first")),
    MultiFieldPanel(
        [
            FieldPanel("most", heading=_("At most so many times"), help_text=_("For one reader; 0: no limit.")),
            FieldPanel("days", heading=_("Days between two times"), help_text=_("For one reader; 0: no limit.")),
        ],
        heading=_("How often"),
        help_text=_("Counted in the reader’s browser alone; nobody learns of it. Without scripts there is no limit."),
    ),
]
appeal_form = TabbedInterface(
    [
        ObjectList([_name, _words], heading=_("Words")),
        ObjectList(_where, heading=_("Where")),
        ObjectList(_when, heading=_("When")),
    ],
    base_form_class=AppealForm,
)


class Appeals(SnippetViewSet):
    """What readers are asked."""

    model = Appeal
    icon = "comment"
    menu_label = _("Appeals")
    menu_name = "appeals"
    menu_order = 320
    add_to_admin_menu = True
    list_display = [
        "name",
        Column("place", label=_("Where it stands"), accessor="get_place_display"),
        BooleanColumn("is_on", label=_("Switched on")),
        DateColumn("starts_at", label=_("Begins")),
        DateColumn("ends_at", label=_("Ends")),
    ]
    copy_view_enabled = False
    edit_handler = appeal_form


@permission_required("wagtailadmin.access_admin")
def support_page(request: HttpRequest) -> HttpResponse:
    """The offer and the statement with their age; and, for a page and a moment, the trace of every appeal."""
    context = {
        "values": [_view_value(name) for name in VALUES],
        "source": settings.HOME.read_settings().support.bring_from,
        "languages": Locale.objects.order_by("language_code"),
        "asked": {name: request.GET.get(name, "") for name in ("page", "at", "language")},
        **_answer(request),
    }
    return render(request, "campaigns/support.html", context)


def _view_value(name: str) -> dict[str, Any]:
    signed, known = known_value(name), KnownValue.objects.filter(name=name).first()
    view: dict[str, Any] = {"name": name, "signed": signed, "known": known}
    if signed and name == "statement":
        language = get_language() or "en"
        view["meter"] = {
            key: show_money(Money(signed["meter"][key], signed["currency"]), language, is_short=True)
            for key in ("received", "cost", "gap")
        } | {"month": signed["meter"]["month"]}
    return view


def _answer(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("page", "").strip()
    if not asked:
        return {}
    at = _moment(request.GET.get("at", ""))
    try:
        return {"why": explain_page(asked, at, request.GET.get("language", ""))}
    except RefusedError as error:
        return {"refused": str(error)}


def _moment(text: str) -> datetime:
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        return timezone.now()
    return at if timezone.is_aware(at) else timezone.make_aware(at)
