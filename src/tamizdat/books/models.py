"""The books' tables. Entries are only ever added: the database itself refuses a change (migration 0002)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tamizdat.core.ledger.entry import ACCOUNTS


class Entry(models.Model):
    """``tamizdat.core.ledger.entry.Entry``, kept."""

    processor = models.CharField(max_length=20)
    movement = models.CharField(max_length=100)
    """The movement's number at the processor."""
    line = models.PositiveSmallIntegerField()
    debit = models.CharField(max_length=20)
    credit = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField(db_index=True)
    rate = models.CharField(max_length=30, blank=True)
    gift = models.CharField(max_length=30, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["processor", "movement", "line"], name="books_entry_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="books_entry_amount"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="books_entry_two_accounts"),
            models.CheckConstraint(
                condition=Q(debit__in=ACCOUNTS) & Q(credit__in=ACCOUNTS), name="books_entry_accounts"
            ),
        ]


class Published(models.Model):
    """A statement or an offer that was signed: its very bytes."""

    kind = models.CharField(max_length=10, choices=[("offer", "offer"), ("statement", "statement")])
    number = models.PositiveIntegerField()
    day = models.DateField()
    data = models.BinaryField()
    counted = models.JSONField(default=dict)
    """How many gifts each change stands on, and which recurring gifts the pledged sums were of; private."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="books_published_once")]


class Counted(models.Model):
    """A movement's part in one currency that stands behind a published figure; private. Each counts once, for ever."""

    processor = models.CharField(max_length=20)
    movement = models.CharField(max_length=100)
    currency = models.CharField(max_length=3)
    statement = models.PositiveIntegerField()
    """The number of the statement in which it was counted first."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["processor", "movement", "currency"], name="books_counted_once")]
