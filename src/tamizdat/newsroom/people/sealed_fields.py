"""Columns that say who somebody is: sealed in the database, plain in the program while the people's key is there.

``auth.User`` and allauth's tables are others' models. A user model of our own would have to be there from the first
migration on, so their fields are given a class of ours when the program starts: docs/decisions/37-people.md.
"""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.expressions import BaseExpression

from tamizdat.newsroom.people.key import is_sealed, seal, unseal

NAMED = {
    "auth.User": ("username", "first_name", "last_name", "email", "password"),
    "account.EmailAddress": ("email",),
}
FACTORS = "mfa.Authenticator"
LONGEST = 512
"""A sealed password is longer than the column that Django makes: migration 0005_people."""


class Unreadable(str):
    """What stands for a name whose key was destroyed. Saved again, it stays what it was."""

    __slots__ = ("kept",)
    kept: str

    @classmethod
    def of(cls, kept: str) -> Unreadable:
        """Tells accounts apart, and no more."""
        self = cls(f"({kept[1:7].lower()})")
        self.kept = kept
        return self


class Sealed:
    """Mixed into the class that a field has: a text that the database cannot read."""

    purpose = ""
    is_name = False
    was: type[models.Field]
    widened: dict[str, int] = {}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Plain, or what stands for it."""
        if not isinstance(value, str) or not is_sealed(value):
            return value
        plain = unseal(value, self.purpose)
        return Unreadable.of(value) if plain is None else plain

    def get_prep_value(self, value: Any) -> Any:
        """Sealed; names alike in small and capital letters, as people type them."""
        value = super().get_prep_value(value)  # type: ignore[misc]
        if isinstance(value, Unreadable):
            return value.kept
        if not isinstance(value, str) or not value or is_sealed(value):
            return value
        return seal(value.casefold() if self.is_name else value, self.purpose)

    def get_lookup(self, name: str) -> Any:
        """What is sealed has no small and capital letters."""
        return super().get_lookup("exact" if name == "iexact" else name)  # type: ignore[misc]

    def clone(self) -> Any:
        """To migrations it is the column that it was."""
        return self.was(**{**self.deconstruct()[3], **self.widened})


class SealedText(Sealed, models.TextField):
    """A column of our own; to migrations it is a text."""

    was = models.TextField

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """What is sealed in it says nothing elsewhere."""
        super().contribute_to_class(cls, name, private_only)
        self.purpose = purpose_of(cls._meta.label, name)

    def deconstruct(self) -> Any:
        """As a text."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class SealedValues(models.JSONField):
    """Values that the database cannot read."""

    purpose = ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Plain; empty when there is no key."""
        value = super().from_db_value(value, expression, connection)
        if not isinstance(value, dict) or set(value) != {"sealed"}:
            return value
        plain = unseal(value["sealed"], self.purpose)
        return {} if plain is None else json.loads(plain)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Sealed as one text."""
        if value is not None and not isinstance(value, BaseExpression):
            value = {"sealed": seal(json.dumps(value), self.purpose)}
        return super().get_db_prep_value(value, connection, prepared)

    def clone(self) -> Any:
        """To migrations it is the column that it was."""
        return models.JSONField(**self.deconstruct()[3])


def seal_columns() -> None:
    """Once, when the program starts."""
    for label, names in NAMED.items():
        for name in names:
            _seal_column(apps.get_model(label)._meta.get_field(name), label)
    factors = apps.get_model(FACTORS)._meta.get_field("data")
    factors.__class__, factors.purpose = SealedValues, purpose_of(FACTORS, "data")


def _seal_column(field: Any, label: str) -> None:
    field.was = field.__class__
    field.__class__ = type(f"Sealed{field.was.__name__}", (Sealed, field.was), {"__module__": __name__})
    field.purpose, field.is_name = purpose_of(label, field.name), field.name == "username"
    if field.name == "password":
        field.widened, field.max_length = {"max_length": field.max_length}, LONGEST


def purpose_of(label: str, name: str) -> str:
    """One column's text says nothing in another one."""
    return f"{label}.{name}".lower()
