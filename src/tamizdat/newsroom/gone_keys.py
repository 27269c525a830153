"""A draft may outlive what it names: what was deleted since is left out when the draft is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

READ_AS_IT_IS = (models.CASCADE, models.SET_NULL, models.DO_NOTHING)
"""What modelcluster reads by itself; over any other key that leads to nothing it stops."""


def without_gone(model: type[models.Model], data: Mapping[str, Any]) -> dict[str, Any]:
    """What was saved of a page, with nothing in place of what is no longer there.

    Its lists (topics, related articles) have no such keys: what they name drops out of them by itself.
    """
    return {**data, **{field.name: None for field in model._meta.fields if _is_gone(field, data.get(field.name))}}


def _is_gone(field: Any, key: Any) -> bool:
    target = field.remote_field
    if key is None or target is None or getattr(target, "on_delete", None) in READ_AS_IT_IS:
        return False
    return not target.model._default_manager.filter(**{target.field_name: key}).exists()
