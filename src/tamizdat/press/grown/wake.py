"""Waking workers through a broker: django-tasks, with its database backend or another one (docs/operating/grown.md).

A task says no more than "there is work". One that is lost is sent again while there is work; one too many finds none.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django_tasks import task

MOST = 32
"""Tasks for one waking."""


@task()
def take_shards(run: str) -> int:
    """Do what is free of this run."""
    work: Any = import_module("tamizdat.press.grown.work")
    places: Any = import_module("tamizdat.press.places")
    return int(work.do_shards(places.find_places(settings.HOME), run))


def wake_workers(run: str, shards: int) -> None:
    """Send as many tasks as there are shards, within reason."""
    clear_woken()
    for _ in range(min(shards, MOST)):
        take_shards.enqueue(run)


def clear_woken() -> None:
    """Tasks of the database's own broker that are over, or that nobody has taken."""
    if "django_tasks_db" in settings.INSTALLED_APPS:
        results: Any = import_module("django_tasks_db.models").DBTaskResult
        results.objects.filter(task_path=take_shards.module_path).exclude(status="RUNNING").delete()
