""" "Not ready? Remind me later." """

from __future__ import annotations

from django.db import models


class Reminder(models.Model):
    """One mail in one month; the address is destroyed with the row once it was sent."""

    id = models.CharField(max_length=30, primary_key=True)
    sealed_key = models.BinaryField()
    sealed = models.BinaryField()
    """The address, under a key of its own, which lies under the vault's."""
    lookup = models.CharField(max_length=64)
    """A keyed digest of the address: one reminder for a person and month."""
    month = models.CharField(max_length=7)
    """``2026-12``."""
    language = models.CharField(max_length=20)
    code = models.CharField(max_length=64, unique=True)
    """A digest of the code by which it is confirmed and cancelled."""
    is_confirmed = models.BooleanField(default=False)
    made = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lookup", "month"], name="contributions_reminder_once")]
