"""No tables: what is known of mirrors lies in the home, beside the newsroom's database. Only a right to give."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class MirrorRights(models.Model):
    """Who may see private addresses and decide. Whoever runs the newsroom may; others when a group has this right."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions: ClassVar = [("decide", _("See private addresses of mirrors and confirm changes"))]
