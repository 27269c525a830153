"""``/<lang>/remind/``: the form, also sent from mirrors; the link that confirms or cancels; the calendar file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from tamizdat.contributions.mail.address import is_address
from tamizdat.contributions.models import Reminder
from tamizdat.contributions.site.own import months
from tamizdat.contributions.site.own.brakes import ALL_REMINDERS, REMINDERS, too_many
from tamizdat.contributions.site.own.calendar_file import MEDIA_TYPE, calendar_file
from tamizdat.contributions.site.own.page import Page, answers
from tamizdat.contributions.site.own.reminders import ask_reminder, cancel_reminder, confirm_reminder, find_reminder
from tamizdat.contributions.site.printing import see_other
from tamizdat.pages import dates
from tamizdat.pages.escape import text


def _today(page: Page) -> date:
    return page.now.astimezone(_zone(page)).date()


def _zone(page: Page) -> ZoneInfo:
    return ZoneInfo(page.house.home.read_settings().time_zone)


@answers("GET", "POST")
def remind(page: Page) -> HttpResponse:
    """A form of a mirror may be sent here: nothing happens before the address's owner has said yes."""
    if page.request.method != "POST":
        return _form(page, page.request.GET.get("month", ""), {})
    data = page.request.POST
    month, email = months.chosen_month(data.get("month", ""), _today(page)), data.get("email", "").strip()
    errors = {} if month else {"month": page.say("e_month")}
    if not is_address(email):
        errors["email"] = page.say("e_email")
    if errors:
        return _form(page, month, errors)
    if held := too_many(page, REMINDERS, ALL_REMINDERS):
        return held
    ask_reminder(page.house.home, email, month, _language(page), page.now)
    return page.note("asked", "remind_asked_text")


def _language(page: Page) -> str:
    """Of the form's own field, if it is one of ours; else the page's."""
    wanted = page.request.POST.get("language", "")
    return wanted if wanted in page.house.languages else page.language


def _form(page: Page, month: str, errors: Mapping[str, str]) -> HttpResponse:
    today = _today(page)
    chosen = months.chosen_month(month, today) or months.next_month(today)
    choices = [
        {"month": one, "name": text(dates.month(one, page.spoken)), "is_on": one == chosen}
        for one in months.months_ahead(today)
    ]
    name = page.say("remind_file_go", month=dates.month(chosen, page.spoken))
    values = {
        "months": choices,
        "errors": {"month": "", "email": "", **errors},
        "file": {"month": chosen, "name": name},
    }
    return page.show("remind.html", page.say("remind"), values, status=400 if errors else 200)


@answers("GET")
def calendar(page: Page, month: str) -> HttpResponse:
    """The file of a month; ``next`` leads to the month that is meant today."""
    if month == "next":
        return see_other(f"{page.root}remind/{months.next_month(_today(page))}.ics")
    if not months.is_month(month):
        return page.missing()
    data = calendar_file(month, page.say("remind_file_title"), f"{page.house.support.address}{page.root}")
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{month}.ics"'
    return response


@answers("GET", "POST")
def reminder(page: Page, code: str) -> HttpResponse:
    """The link in the mail: yes or no, now or later, for as long as there is a reminder."""
    found = find_reminder(code)
    say = page.request.POST.get("say", "") if page.request.method == "POST" else ""
    if found is None or _is_late(found, page.now):
        if say == "no":
            return page.note("remind_cancelled", "remind_cancelled_text")
        return page.note("remind_gone", "remind_gone_text", links={"start": page.root}, status=404)
    if say == "no":
        cancel_reminder(found)
        return page.note("remind_cancelled", "remind_cancelled_text")
    month = dates.month(found.month, page.spoken)
    if say == "yes":
        confirm_reminder(page.house.home, found, page.now)
        return page.note("remind_set", "remind_set_text", month=month)
    word = "remind_set" if found.is_confirmed else "remind_sure"
    values = {"said": page.say(f"{word}_text"), "code": code, "is_confirmed": found.is_confirmed}
    return page.show("reminder.html", page.say(word, month=month), values)


def _is_late(found: Reminder, now: datetime) -> bool:
    """Not confirmed in 48 hours: gone, even if nobody has swept yet."""
    return not found.is_confirmed and (now - found.made).total_seconds() > 48 * 3600
