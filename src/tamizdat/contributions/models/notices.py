"""The inbox: what a processor said, stored before anything is done about it."""

from __future__ import annotations

from django.db import models

NOTICE_STATES = [(one, one) for one in ("new", "applied", "parked", "ignored", "refused")]


class Notice(models.Model):
    """A plain skeleton (ids, amounts, times), and a remainder under the supporter's key."""

    processor = models.CharField(max_length=20)
    external_id = models.CharField(max_length=100)
    """The processor's number of the notice, such as ``evt_…``; of an answer that we asked for, ``answer:txn_…``."""
    kind = models.CharField(max_length=80)
    """Such as ``charge.refunded``; ``movement`` for one line of the processor's account."""
    about = models.CharField(max_length=100, blank=True, db_index=True)
    """The payment or subscription that it is about, in the processor's numbers."""
    at = models.DateTimeField()
    """When it happened, as the processor says."""
    received = models.DateTimeField(auto_now_add=True)
    skeleton = models.JSONField()
    """Ids, amounts, states, times: nothing about a person."""
    supporter = models.ForeignKey("contributions.Supporter", null=True, on_delete=models.PROTECT, related_name="+")
    remainder = models.BinaryField(null=True)
    """The rest of it, without places, under the supporter's key; null where nobody may keep it."""
    state = models.CharField(max_length=10, choices=NOTICE_STATES, default="new", db_index=True)
    why = models.CharField(max_length=200, blank=True)
    """Why it is parked, ignored or refused."""
    tries = models.PositiveIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    gift = models.CharField(max_length=30, blank=True, db_index=True)
    """Our gift that it is about, as soon as that is known."""
    recurring = models.CharField(max_length=30, blank=True, db_index=True)
    """Our recurring gift that it is about, as soon as that is known."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["processor", "external_id"], name="contributions_notice_once")]
        indexes = [models.Index(fields=["processor", "kind"], name="contributions_notice_kind")]


class Reference(models.Model):
    """A number of the processor's, and what of ours it belongs to. Once noted it is not changed."""

    processor = models.CharField(max_length=20)
    external_id = models.CharField(max_length=100)
    gift = models.CharField(max_length=30, blank=True, db_index=True)
    recurring = models.CharField(max_length=30, blank=True)
    supporter = models.CharField(max_length=30, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["processor", "external_id"], name="contributions_reference_once")
        ]


class Reconciliation(models.Model):
    """One comparison of the books with the processor's own account."""

    processor = models.CharField(max_length=20)
    at = models.DateTimeField()
    """When it began: the next one looks back to here."""
    differences = models.JSONField(default=list)
    """What did not agree, in numbers; empty is well."""

    class Meta:
        indexes = [models.Index(fields=["processor", "at"], name="contributions_reconciled")]
