"""Receipts: a page with a code that cannot be guessed, so that nobody has to leave an address."""

from __future__ import annotations

from django.db import models


class Receipt(models.Model):
    """One for each payment. What it says is read from the books whenever it is shown."""

    gift = models.OneToOneField("contributions.Gift", on_delete=models.PROTECT, primary_key=True)
    number = models.CharField(max_length=20, unique=True)
    """Random: a counter would tell how many gifts there are."""
    code = models.CharField(max_length=64, unique=True)
    """A digest of the code in the receipt's address."""
    language = models.CharField(max_length=20)
    is_void = models.BooleanField(default=False)
    """All of it was paid back."""
