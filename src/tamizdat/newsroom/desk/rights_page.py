"""Who may do what: one role for each person, everywhere or in chosen sections, on one plain form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import log

from tamizdat.newsroom.desk.roles import give_role, roles_of
from tamizdat.newsroom.models import SectionPage

CHANGE = "auth.change_user"
ROLES = [
    ("writer", gettext_lazy("Writer: writes own articles and asks for approval")),
    (
        "editor",
        gettext_lazy("Editor: changes all articles, approves the work of others, which is then published"),
    ),
    ("chief", gettext_lazy("Chief editor: publishes without asking, moves and lifts embargoes, withdraws")),
    ("", gettext_lazy("None: may not enter any article")),
]
SHORT = {"writer": gettext_lazy("Writer"), "editor": gettext_lazy("Editor"), "chief": gettext_lazy("Chief editor")}


class RightsForm(forms.Form):
    """A role, and where."""

    role = forms.ChoiceField(choices=ROLES, required=False, label=gettext_lazy("Role"), widget=forms.RadioSelect)
    sections = forms.ModelMultipleChoiceField(
        SectionPage.objects.none(),
        required=False,
        label=gettext_lazy("Only in these sections"),
        help_text=gettext_lazy("None chosen: in the whole paper, every language."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = SectionPage.objects.filter(alias_of=None).select_related("locale").order_by("path")
        field: Any = self.fields["sections"]
        field.queryset = sections
        field.label_from_instance = lambda one: f"{one.title} ({one.locale})"


@permission_required(CHANGE)
def rights_page(request: HttpRequest) -> HttpResponse:
    """Everybody, with what they may do."""
    people = get_user_model().objects.filter(is_active=True).order_by("username")
    rows = []
    for one in people:
        role, sections = roles_of(one)
        rows.append({"person": one, "role": SHORT.get(role, ""), "sections": sections})
    return render(request, "desk/rights.html", {"rows": rows})


@permission_required(CHANGE)
def rights_of_page(request: HttpRequest, user_id: int) -> HttpResponse:
    """One person's."""
    person = get_object_or_404(get_user_model(), pk=user_id)
    role, sections = roles_of(person)
    initial = {"role": role, "sections": [one.pk for one in sections]}
    form = RightsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["sections"]
        give_role(person, form.cleaned_data["role"], chosen)
        log(instance=person, action="wagtail.edit", user=request.user)
        words = _("From now on %(name)s may do what you chose.")
        messages.success(request, words % {"name": person.get_username()})
        return redirect("desk_rights")
    return render(request, "desk/rights_of.html", {"person": person, "form": form})


@hooks.register("register_admin_urls")
def rights_addresses() -> list[URLPattern]:
    """Their addresses."""
    return [
        path("rights/", rights_page, name="desk_rights"),
        path("rights/<int:user_id>/", rights_of_page, name="desk_rights_of"),
    ]


class RightsItem(MenuItem):
    """For whoever may change accounts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Others do not see it."""
        return request.user.has_perm(CHANGE)


@hooks.register("register_settings_menu_item")
def rights_item() -> MenuItem:
    """Beside the list of people."""
    return RightsItem(gettext_lazy("Who may do what"), reverse("desk_rights"), icon_name="key", order=605)
