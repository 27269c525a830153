"""Gifts, single and recurring: what a reader wanted, and what the processor's notices made of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

EVERY = [("once", "once"), ("month", "month"), ("year", "year")]
GIFT_STATES = [
    (one, one)
    for one in (
        "begun",
        "waiting",
        "paid",
        "failed",
        "refunded",
        "partly_refunded",
        "disputed",
        "charged_back",
        "ended",
    )
]
RECURRING_STATES = [(one, one) for one in ("begun", "active", "late", "frozen", "ended")]


class Recurring(models.Model):
    """A gift that comes again every month or year, until it is stopped."""

    id = models.CharField(max_length=30, primary_key=True)
    supporter = models.ForeignKey("contributions.Supporter", on_delete=models.PROTECT, related_name="recurring")
    processor = models.CharField(max_length=20)
    external_id = models.CharField(max_length=100, null=True)
    """The processor's number, such as ``sub_…``."""
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    every = models.CharField(max_length=5, choices=EVERY[1:])
    state = models.CharField(max_length=10, choices=RECURRING_STATES, default="begun")
    """Told by folding all notices about it; a cached value, made again by ``rebuild``."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["processor", "external_id"], name="contributions_recurring_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="contributions_recurring_amount"),
        ]


class Gift(models.Model):
    """One payment that a reader wanted to make, or one renewal of a recurring gift."""

    id = models.CharField(max_length=30, primary_key=True)
    """Random; names nobody."""
    form_token = models.CharField(max_length=64, null=True, unique=True)
    """Of the form it came from: sent twice, it is one gift."""
    supporter = models.ForeignKey("contributions.Supporter", null=True, on_delete=models.PROTECT, related_name="gifts")
    recurring = models.ForeignKey(Recurring, null=True, on_delete=models.PROTECT, related_name="gifts")
    processor = models.CharField(max_length=20)
    external_id = models.CharField(max_length=100, null=True)
    """The processor's number of the payment, such as ``pi_…``, as soon as there is one."""
    session = models.CharField(max_length=100, null=True, unique=True)
    """The processor's number of its own page, such as ``cs_…``."""
    amount = models.BigIntegerField()
    """As promised, minor units; what was paid is in the books."""
    currency = models.CharField(max_length=3)
    every = models.CharField(max_length=5, choices=EVERY)
    covers_fee = models.BooleanField(default=False)
    language = models.CharField(max_length=20)
    day = models.DateField()
    """When it was begun: a day, no more."""
    state = models.CharField(max_length=20, choices=GIFT_STATES, default="begun")
    """Told by folding all notices about it and the books; a cached value."""
    flags = models.JSONField(default=list)
    """What a person should look at, such as ``"another amount"``."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["processor", "external_id"], name="contributions_gift_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="contributions_gift_amount"),
        ]
