"""Accounts of the newsroom's people: as little as possible is kept of anybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet

from tamizdat.newsroom.people.sessions import end_sessions
from tamizdat.newsroom.private_words import STOPS, stops_editions

MAY_STAY_EMPTY = _("May stay empty. Sealed under the people’s key, but colleagues read it.")


class _Sparing:
    """No e-mail and no real name need be given."""

    fields: dict[str, forms.Field]
    changed_data: list[str]
    add_error: Callable[[str, str], None]

    def spare(self) -> None:
        for name in ("email", "first_name", "last_name"):
            self.fields[name].required = False
            self.fields[name].help_text = MAY_STAY_EMPTY

    def check_names(self, given: dict[str, Any]) -> dict[str, Any]:
        """No name that would stop every edition; an account that has it already is not kept from anything else."""
        words = {"username": given.get("username") or "", "email": given.get("email") or ""}
        words["last_name"] = f"{given.get('first_name') or ''} {given.get('last_name') or ''}".strip()
        if " " not in words["last_name"]:
            del words["last_name"]  # one name alone is watched by nobody
        for field, word in words.items():
            if {field, "first_name"} & set(self.changed_data) and stops_editions(word):
                self.add_error(field, f"“{word}” {_(STOPS)}")
        return given


class NewPersonForm(_Sparing, UserCreationForm):
    """A new account; its owner is led to set up a phone at the first login."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spare()

    def clean(self) -> dict[str, Any]:
        """Names too."""
        return self.check_names(super().clean())


class PersonForm(_Sparing, UserEditForm):
    """An account; its phone can be forgotten when it was lost."""

    forget_phone = forms.BooleanField(
        required=False,
        label=_("Forget the phone"),
        help_text=_(
            "For somebody who lost phone and recovery codes: they log in with the password and set up a new phone. "
            "Be sure that it is they who ask."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spare()

    def clean(self) -> dict[str, Any]:
        """Names too."""
        return self.check_names(super().clean())

    def save(self, commit: bool = True) -> Any:
        """The second factor goes at once, and all sessions with it: whoever has the phone may be in one of them."""
        person = super().save(commit=commit)
        if self.cleaned_data.get("forget_phone"):
            Authenticator.objects.filter(user=person).delete()
            end_sessions(person.pk)
        return person


class PeopleIndex(IndexView):
    """Names are sealed in the database, so they are looked through here: there are dozens of people, not thousands."""

    def search_queryset(self, queryset: Any) -> Any:
        """By whatever stands in the name, the full name or the e-mail."""
        if not self.is_searching:
            return queryset
        asked = self.search_query.casefold()
        texts = {one.pk: f"{one.username} {one.get_full_name()} {one.email}".casefold() for one in queryset}
        return queryset.filter(pk__in=[key for key, text in texts.items() if asked in text])

    def order_queryset(self, queryset: Any) -> Any:
        """Who was there first; an order by sealed names would be chance."""
        return queryset.order_by("-is_active", "pk")


class PeopleList(UserViewSet):
    """Everybody with an account."""

    index_view_class = PeopleIndex

    menu_label = _("People")

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """One form for new people, one for known ones."""
        return PersonForm if for_update else NewPersonForm
