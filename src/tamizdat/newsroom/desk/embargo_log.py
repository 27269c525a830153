"""What an article's history says of its embargo: when it was set, moved or ended. Not why: the reason may be erased."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter

LABELS = {
    "set": gettext_lazy("Embargo set"),
    "moved": gettext_lazy("Embargo moved"),
    "lifted": gettext_lazy("Embargo lifted"),
    "cancelled": gettext_lazy("Embargo cancelled"),
}


def _formatter(deed: str) -> type[LogFormatter]:
    class Told(LogFormatter):
        label = LABELS[deed]

        def format_message(self, log_entry: Any) -> str:
            until = parse_datetime(log_entry.data.get("until") or "")
            if until is None:
                return str(self.label)
            return f"{self.label}: {_('until')} {date_format(localtime(until), 'SHORT_DATETIME_FORMAT')}"

    return Told


@hooks.register("register_log_actions")
def name_deeds(actions: Any) -> None:
    """Wagtail writes only deeds that it was told of."""
    for deed in LABELS:
        actions.register_action(f"tamizdat.embargo.{deed}")(_formatter(deed))
