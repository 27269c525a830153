"""What is kept for a certifier alone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Disclosure(models.Model):
    """What only a certifier is told (``standing/disclosure.py``); never a fact."""

    legal_name = models.CharField(max_length=255, blank=True)
    owners = models.TextField(blank=True)
    funders = models.TextField(blank=True)
    address = models.TextField(blank=True)
    responsible = models.TextField(blank=True)
    contact = models.TextField(blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("disclosure"), _("disclosures")

    def __str__(self) -> str:
        return str(_("What a certifier is told"))
