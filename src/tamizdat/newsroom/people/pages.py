"""The desk's small pages on people: who is here, joining, leaving, locking, and deeds on record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from tamizdat.newsroom.models import SectionPage
from tamizdat.newsroom.people import audit
from tamizdat.newsroom.people.joining import accept, find_invitation, invite, join
from tamizdat.newsroom.people.leaving import check_leaving, leave
from tamizdat.newsroom.people.locking import ask, asks_open, is_known
from tamizdat.newsroom.people.right import ENTER, MANAGE, colleagues, needs, shown_name
from tamizdat.shell.errors import RefusedError

ON_A_PAGE = 100
ROLE_NAMES = [
    ("writer", gettext_lazy("Writer: writes")),
    ("editor", gettext_lazy("Editor: writes and approves")),
    ("chief", gettext_lazy("Chief editor: also publishes")),
    ("", gettext_lazy("None")),
]


class JoinForm(forms.Form):
    """A name to type at the door, a role, and where it holds."""

    name = forms.CharField(label=gettext_lazy("Name to type at the door"), max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False, choices=ROLE_NAMES)
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Only in these sections (none: in all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_admin = forms.BooleanField(label=gettext_lazy("Runs the newsroom: may do everything"), required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        known = SectionPage.objects.filter(alias_of=None).select_related("locale").order_by("path")
        self.known = {str(one.pk): one for one in known}
        self.fields["sections"].choices = [(key, f"{one.locale} · {one.title}") for key, one in self.known.items()]


class PasswordForm(forms.Form):
    """Twice the same, and not short."""

    password = forms.CharField(label=gettext_lazy("Password"), widget=forms.PasswordInput, strip=False)
    again = forms.CharField(label=gettext_lazy("The same again"), widget=forms.PasswordInput, strip=False)

    def __init__(self, account: Any, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.account = account

    def clean_password(self) -> str:
        """By the same rules as everywhere."""
        validate_password(self.cleaned_data["password"], self.account)
        return str(self.cleaned_data["password"])

    def clean(self) -> Any:
        """A slip of the finger would lock its owner out."""
        if self.cleaned_data.get("password") and self.cleaned_data["password"] != self.cleaned_data.get("again"):
            self.add_error("again", _("The two are not the same."))
        return self.cleaned_data


@needs(MANAGE)
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and one link each for joining and leaving."""
    accounts = get_user_model().objects.prefetch_related("groups").order_by("-is_active", "pk")
    rows = [{"account": one, "name": shown_name(one), "roles": list(one.groups.all())} for one in accounts]
    return render(request, "people/staff.html", {"rows": rows})


@never_cache
@needs(MANAGE)
def joining(request: HttpRequest) -> HttpResponse:
    """The checklist of joining, done by the program."""
    form = JoinForm(request.POST or None)
    if form.is_valid():
        try:
            if form.cleaned_data["is_admin"] and not request.user.is_superuser:
                raise RefusedError(_("Only somebody who may do everything can give that away."))
            account, token = join(
                form.cleaned_data["name"],
                role=form.cleaned_data["role"],
                sections=[form.known[one] for one in form.cleaned_data["sections"]],
                is_admin=form.cleaned_data["is_admin"],
                by=request.user,
            )
        except RefusedError as error:
            form.add_error(None, _(str(error)))
        else:
            return _show_link(request, account, token)
    return render(request, "people/joining.html", {"form": form})


def _show_link(request: HttpRequest, account: Any, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("people_join", args=[token]))
    return render(request, "people/joined.html", {"name": shown_name(account), "link": link})


@needs(MANAGE)
def new_link(request: HttpRequest, key: int) -> HttpResponse:
    """Another link for somebody who has not set a password yet, or has lost it."""
    account = get_object_or_404(get_user_model(), pk=key, is_active=True)
    if request.method != "POST" or (account.is_superuser and not request.user.is_superuser):
        raise Http404
    audit.note(request.user, "link for a new password", about=account)
    return _show_link(request, account, invite(account))


@never_cache
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link sets a password; the second factor follows at the first sign-in."""
    invitation = find_invitation(token)
    if invitation is None:
        raise Http404
    form = PasswordForm(invitation.account, request.POST or None)
    if form.is_valid():
        accept(invitation, form.cleaned_data["password"])
        messages.success(request, _("Your password is set. Log in with it; then you set up a second factor."))
        return redirect("account_login")
    return render(request, "people/accept.html", {"form": form, "name": invitation.account.get_username()})


@needs(MANAGE)
def leaving(request: HttpRequest, key: int) -> HttpResponse:
    """The checklist of leaving: what ends at once, who takes over, and what only people can do."""
    account = get_object_or_404(get_user_model(), pk=key)
    if account.is_superuser and not request.user.is_superuser:
        raise Http404
    others = [one for one in colleagues() if one.pk != account.pk]
    context: dict[str, Any] = {"account": account, "name": shown_name(account)}
    context["others"] = [{"pk": one.pk, "name": shown_name(one)} for one in others]
    if request.method == "POST":
        successor = next((one for one in others if str(one.pk) == request.POST.get("successor")), None)
        try:
            if successor is None:
                raise RefusedError(_("Choose who takes over."))
            check_leaving(account, successor)
            context["left"] = leave(account, successor, by=request.user)
        except RefusedError as error:
            context["refused"] = _(str(error))
    return render(request, "people/leaving.html", context)


@needs(ENTER)
def lock(request: HttpRequest) -> HttpResponse:
    """From a phone, without a script: close an account, or say yes to a colleague who asked."""
    if request.method == "POST":
        account = get_object_or_404(get_user_model(), pk=request.POST.get("account") or 0)
        try:
            done = ask(account, closes=request.POST.get("deed") == "lock", by=request.user)
            words = _("Done. All of their sessions have ended.") if done else _("Now a second colleague has to say so.")
            messages.success(
                request, words if request.POST.get("deed") == "lock" or not done else _("It is open again.")
            )
        except RefusedError as error:
            messages.error(request, _(str(error)))
        return redirect("people_lock")
    return render(request, "people/lock.html", {"asks": _asks(request), "rows": _rows(request)})


def _asks(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "account": one.account_id,
            "name": shown_name(one.account),
            "closes": one.closes,
            "by": shown_name(one.asked_by),
            "is_mine": request.user.pk in (one.asked_by_id, one.account_id),
        }
        for one in asks_open()
    ]


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    accounts = get_user_model().objects.exclude(pk=request.user.pk).order_by("pk")
    return [{"pk": one.pk, "name": shown_name(one), "is_open": one.is_active} for one in accounts if is_known(one)]


@needs(MANAGE)
def record(request: HttpRequest) -> HttpResponse:
    """Deeds on record, the newest first, and whether all of them are as they were written."""
    before = request.GET.get("before", "")
    deeds = list(audit.read(before=int(before) if before.isdecimal() else None, count=ON_A_PAGE))
    try:
        context: dict[str, Any] = {"count": audit.verify()}
    except RefusedError as error:
        context = {"broken": str(error)}
    older = deeds[-1].number if deeds and deeds[-1].number > 1 else None
    return render(request, "people/record.html", {**context, "deeds": deeds, "older": older})
