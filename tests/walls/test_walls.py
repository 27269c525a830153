"""Walls that a reader of imports cannot see: what really gets loaded, and relations that are named in strings."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

FREE_OF_DJANGO = ("core", "reading", "pages", "shell", "mirrors")
LOAD = """
import importlib, json, pkgutil, sys
room = importlib.import_module("tamizdat." + sys.argv[1])
names = [one.name for one in pkgutil.walk_packages(room.__path__, room.__name__ + ".")]
names = [one for one in names if not one.startswith("tamizdat.mirrors.console")]  # the desk's page, an app of Django's
failed = []
for name in names:
    try:
        importlib.import_module(name)
    except Exception as error:
        failed.append(f"{name}: {error!r}")
foreign = sorted({"django", "wagtail"} & sys.modules.keys())
print(json.dumps({"loaded": len(names), "failed": failed, "foreign": foreign}))
"""


def load_room(room: str) -> dict[str, object]:
    """Import everything of a room in a new interpreter; what came with it."""
    done = subprocess.run([sys.executable, "-c", LOAD, room], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    value: dict[str, object] = json.loads(done.stdout)
    return value


@pytest.mark.parametrize("room", FREE_OF_DJANGO)
def test_a_room_without_django_really_loads_none(room: str) -> None:
    found = load_room(room)
    assert found["loaded"]
    assert found["failed"] == []
    assert found["foreign"] == []


def test_the_same_look_finds_django_where_it_is() -> None:
    assert load_room("newsroom")["foreign"] == ["django", "wagtail"]


def room_of(module: str) -> str | None:
    """``tamizdat.books.models`` → ``books``; None for models that are not ours."""
    parts = module.split(".")
    return parts[1] if parts[0] == "tamizdat" else None


def crosses_a_wall(owner: str, target: str) -> bool:
    """Our models may point into their own room, or to Django's and Wagtail's own."""
    return room_of(target) not in (None, room_of(owner))


def test_no_relation_between_models_crosses_a_wall() -> None:
    import django

    django.setup()
    from django.apps import apps

    ours = [one for one in apps.get_models(include_auto_created=True) if room_of(one.__module__)]
    assert ours
    for model in ours:
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model
            if target is not None:
                assert not crosses_a_wall(model.__module__, target.__module__), f"{model.__name__}.{field.name}"


@pytest.mark.parametrize(
    ("owner", "target", "crosses"),
    [
        ("tamizdat.newsroom.models", "tamizdat.newsroom.models", False),
        ("tamizdat.newsroom.models", "wagtail.models", False),
        ("tamizdat.books.models", "tamizdat.newsroom.models", True),
    ],
)
def test_a_relation_into_another_room_would_be_found(owner: str, target: str, crosses: bool) -> None:
    assert crosses_a_wall(owner, target) is crosses
