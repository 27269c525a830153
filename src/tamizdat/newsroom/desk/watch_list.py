"""The newsroom's own list of words that nobody should publish without a second thought: one form for all of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from tamizdat.newsroom.models import WatchWord

BETWEEN = " — "


class WatchListForm(forms.Form):
    """One word a line; what to do about it after a dash."""

    words = forms.CharField(
        required=False,
        max_length=40_000,
        label=gettext_lazy("Words"),
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto", "class": "desk-rows"}),
        help_text=gettext_lazy(
            "One a line, with what to do after a dash: “Old Quay — a source lives there, ask Nina”. Capitals, accents "
            "and letters that look alike make no difference. End a word with * to find it with any ending."
        ),
    )

    def rows(self) -> dict[str, str]:
        """Each word once, with its advice."""
        found: dict[str, str] = {}
        for line in self.cleaned_data["words"].splitlines():
            word, _dash, advice = line.partition(BETWEEN)
            if word.strip():
                found.setdefault(word.strip()[:120], advice.strip()[:300])
        return found


@permission_required("newsroom.change_watchword", login_url="account_login", raise_exception=True)
def watch_list(request: HttpRequest) -> HttpResponse:
    """See and change the list."""
    form = WatchListForm(request.POST or None, initial={"words": _as_text()})
    if request.method == "POST" and form.is_valid():
        _keep(form.rows())
        messages.success(request, _("The watch list is kept. It counts from the next article that somebody publishes."))
        return redirect("desk_watch_list")
    return render(request, "desk/watch_list.html", {"form": form})


def _as_text() -> str:
    rows = WatchWord.objects.values_list("word", "advice")
    return "\n".join(f"{word}{BETWEEN}{advice}" if advice else word for word, advice in rows)


@transaction.atomic
def _keep(rows: dict[str, Any]) -> None:
    WatchWord.objects.all().delete()
    WatchWord.objects.bulk_create(WatchWord(word=word, advice=advice) for word, advice in rows.items())
