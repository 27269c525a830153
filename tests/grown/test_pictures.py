"""Pictures of a newsroom whose files lie in a bucket; renditions that were lost are drawn again, by whoever waits."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tamizdat.shell.bucket import Bucket, open_private, open_public
from tamizdat.shell.home import Home
from tests.grown.homes import ROOT, Grown, environment
from tests.grown.servers import Postgres

SEE = """
import sys
from pathlib import Path
from tamizdat.shell.home import Home, open_newsroom
open_newsroom(Home(Path(sys.argv[1])))
from django.test import RequestFactory
from tamizdat.newsroom.desk.files import serve_original
from tamizdat.newsroom.models import Picture
one = Picture.objects.first()
answer = serve_original(RequestFactory().get("/"), one.file.name)
thumbnail = one.get_rendition("max-100x100")
print(answer.status_code, len(answer.content) == one.file_size, thumbnail.file.read()[:3] == b"\\xff\\xd8\\xff")
one.file.delete(save=False)
print(one.file.storage.exists("a/b"))
"""


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], env=environment(), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fill(home: Grown) -> None:
    run("-m", "tests.grown.fill_home", str(home.folder))


def read_all(files: Bucket) -> dict[str, bytes]:
    return {name: files.read(name) for name, _ in files.names()}


@pytest.mark.long
@pytest.mark.parametrize("kind", ["far", "shared"])
def test_lost_renditions_are_drawn_again_with_the_same_bytes(
    kind: str, request: pytest.FixtureRequest, postgres: Postgres
) -> None:
    home: Grown = request.getfixturevalue(kind)
    assert home.bucket
    fill(home)
    first = json.loads(home.run("press", "--json").stdout)
    assert first["held"] == []
    assert not list((home.folder / "originals").glob("*")) and not list((home.folder / "renditions").glob("*"))
    assert len(home.bucket.names("lamp/originals")) == 12
    storage = Home(home.folder).read_settings().storage
    assert storage
    renditions, public = open_private(storage, "renditions"), open_public(storage)
    before = read_all(renditions)
    renditions.remove(sorted(before)[:20])
    public.remove([name for name, _ in public.names()])
    postgres.run("DROP SCHEMA press CASCADE", home.database)
    again = json.loads(home.run("press", "--json").stdout)
    assert (again["held"], again["map_root"]) == ([], first["map_root"])
    assert read_all(renditions) == before


@pytest.mark.long
def test_editors_see_originals_and_thumbnails_that_lie_in_a_bucket(far: Grown) -> None:
    fill(far)
    assert run("-c", SEE, str(far.folder)) == "200 True True\nFalse\n"
    assert not (far.folder / "originals").exists()
