"""Somebody who gives. There may be nothing here but a random id."""

from __future__ import annotations

from django.db import models


class Supporter(models.Model):
    """What is known of a person lies under a key of their own; without the key it is noise (``vault.py``)."""

    id = models.CharField(max_length=30, primary_key=True)
    """Random. The processor sees it as the customer's only name."""
    sealed_key = models.BinaryField(null=True)
    """The supporter's data key, under the vault's. Null: erased, for ever."""
    sealed = models.BinaryField(null=True)
    """``{"email", "words"}`` under the data key, whatever of it was given; ``words``: name and message of each gift."""
    lookup = models.CharField(max_length=64, null=True, unique=True)
    """A keyed digest of the e-mail address, to find it again; null: none was given, or erased."""
    language = models.CharField(max_length=20)
    may_be_mailed = models.BooleanField(default=True)
    forgotten = models.DateTimeField(null=True)
    """Of somebody who was erased: when every processor had forgotten them, too."""
