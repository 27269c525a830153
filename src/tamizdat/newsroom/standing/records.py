"""What is kept for a certifier alone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tamizdat.newsroom.people.sealed_fields import SealedText


class Disclosure(models.Model):
    """What only a certifier is told (``standing/disclosure.py``); never a fact, and sealed like a name."""

    legal_name = SealedText(blank=True)
    owners = SealedText(blank=True)
    funders = SealedText(blank=True)
    address = SealedText(blank=True)
    responsible = SealedText(blank=True)
    contact = SealedText(blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("disclosure"), _("disclosures")

    def __str__(self) -> str:
        return str(_("What a certifier is told"))
