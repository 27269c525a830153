"""What protects people and money: links that are used once, countries that are frozen, deeds that need two people."""

from __future__ import annotations

from django.db import models


class Link(models.Model):
    """A way into a supporter's own page, sent by e-mail: it expires and works once."""

    code = models.CharField(max_length=64, primary_key=True)
    """A digest of the code in the address."""
    supporter = models.ForeignKey("contributions.Supporter", on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=20)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class Frozen(models.Model):
    """A country from which nothing more is taken."""

    country = models.CharField(max_length=2, primary_key=True)
    since = models.DateTimeField()
    done = models.DateTimeField(null=True)
    """When every recurring gift from there had been stopped at the processor."""
    proof = models.JSONField(default=dict)
    """What was stopped, and what the processor says was tried since: numbers only."""


class Approval(models.Model):
    """A deed that needs two people, such as an export with names."""

    id = models.CharField(max_length=30, primary_key=True)
    deed = models.CharField(max_length=30)
    details = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=64)
    """Who: the name of a key that signed it, not of a person."""
    asked = models.DateTimeField()
    approved_by = models.CharField(max_length=64, blank=True)
    done = models.DateTimeField(null=True)


class Solved(models.Model):
    """A proof of work that was handed in: it works once."""

    puzzle = models.CharField(max_length=64, primary_key=True)
    expires = models.DateTimeField(db_index=True)


class Trouble(models.Model):
    """How many cards were declined, or small gifts disputed, in ten minutes: counts, for the breaker."""

    kind = models.CharField(max_length=10)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "window"], name="contributions_trouble_once")]
