"""What is to be mailed: decided once, with the deed that it tells of, and sent later."""

from __future__ import annotations

from django.db import models

MAIL_STATES = [(one, one) for one in ("waiting", "sending", "sent", "skipped", "unknown")]


class Mail(models.Model):
    """Holds no address and no text: both are made when it is sent, and forgotten."""

    key = models.CharField(max_length=150, primary_key=True)
    """What it is for, such as ``receipt:<gift>``: so nobody gets it twice."""
    supporter = models.ForeignKey("contributions.Supporter", null=True, on_delete=models.PROTECT, related_name="mails")
    reminder = models.ForeignKey("contributions.Reminder", null=True, on_delete=models.CASCADE, related_name="mails")
    what = models.CharField(max_length=30)
    """The name of its template."""
    facts = models.JSONField(default=dict)
    """Ids and amounts that the template asks for; nothing about a person."""
    due = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, choices=MAIL_STATES, default="waiting", db_index=True)
    """``sending``: somebody has it in hand since ``begun``. ``unknown``: it was handed over, and no answer came."""
    begun = models.DateTimeField(null=True)
    sent = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=200, blank=True)
    """Why it was not sent: no address, erased, frozen, bounced."""
