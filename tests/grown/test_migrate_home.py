"""A newsroom moves to PostgreSQL and a bucket: nothing is lost, nothing deleted, and it goes on from where it was."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tamizdat.project.make_home import make_home
from tamizdat.reading.check_folder import check_folder
from tamizdat.shell.bucket import open_private
from tamizdat.shell.home import Home
from tests.grown.homes import ROOT, Grown, environment, write_settings
from tests.grown.servers import Bucket, Postgres


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom on SQLite and disk with two editions."""
    folder = tmp_path_factory.mktemp("made") / "old"
    make_home(folder, name="The Lamp", languages=["en", "fa"], address="https://lamp.example")
    done = subprocess.run(
        [sys.executable, "-m", "tests.grown.fill_home", str(folder)], capture_output=True, text=True,
        env=environment(), cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    Grown(folder, "").run("press")
    return folder


@pytest.fixture()
def old(made: Path, tmp_path: Path) -> Grown:
    """A copy of it."""
    shutil.copytree(made, tmp_path / "old", symlinks=True)
    return Grown(tmp_path / "old", "")


@pytest.fixture()
def options(postgres: Postgres, database: str, bucket: Bucket) -> list[str]:
    """Where it moves to."""
    return [
        "--database",
        postgres.url(database),
        "--storage",
        f"s3://{bucket.name}/lamp",
        "--endpoint",
        bucket.endpoint,
    ]


def files(folder: Path) -> dict[str, bytes]:
    kept = [one for one in folder.rglob("*") if one.is_file() and ".moving" not in one.parts]
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in kept}


def judge(tree: Path) -> tuple[str, int | None]:
    check = check_folder(tree, (tree / "tuf" / "1.root.json").read_bytes(), datetime.now(UTC))
    assert check.failures == ()
    return check.verdict, check.edition


@pytest.mark.long
def test_a_newsroom_moves_and_goes_on_from_where_it_was(old: Grown, options: list[str], bucket: Bucket) -> None:
    before, held = json.loads(old.run("press", "--json").stdout), files(old.folder)
    moved = json.loads(old.run("migrate-home", "--json", *options).stdout)
    assert moved["map_root"] == before["map_root"]
    assert all(count > 0 for count in moved["files"].values())
    tables = {one["table"]: one["rows"] for one in moved["tables"]}
    assert tables["newsroom_articlepage"] == 12 and tables["auth_user"] == 1 and tables["mfa_authenticator"] == 1
    assert judge(bucket.folder / "lamp" / "public") == ("current", before["edition"])
    nothing_of_the_old_home_is_deleted(held, files(old.folder))
    assert not (old.folder / ".moving").exists()
    assert "already" in old.run("migrate-home", *options, ok=False).stderr

    after = json.loads(old.run("press", "--json").stdout)
    assert (after["edition"], after["map_root"], after["written"]) == (before["edition"], before["map_root"], 0)
    say = "from tamizdat.newsroom.models import Topic; t = Topic.objects.first(); t.name = 'Renamed'; t.save()"
    changed = subprocess.run(
        [sys.executable, "-c", f"import sys; from tamizdat.shell.home import *; open_newsroom(find_home(None)); {say}"],
        env={**environment(), "TAMIZDAT_HOME": str(old.folder)}, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert changed.returncode == 0, changed.stderr
    later = json.loads(old.run("press", "--json").stdout)
    assert later["edition"] == before["edition"] + 1
    assert 0 < later["written"] < later["pages"]
    assert judge(bucket.folder / "lamp" / "public") == ("current", later["edition"])


def nothing_of_the_old_home_is_deleted(before: dict[str, bytes], after: dict[str, bytes]) -> None:
    """Its keys stay as they are, too."""
    changing = {"tamizdat.toml", "newsroom.sqlite3-wal", "newsroom.sqlite3-shm", "newsroom.sqlite3"}
    same = {name for name in before if name not in changing and not name.startswith("press/press.sqlite3")}
    assert {name for name in same if after.get(name) != before[name]} == set()
    assert set(before) - set(after) <= changing
    assert after["tamizdat.toml.before-moving"] == before["tamizdat.toml"]


@pytest.mark.long
def test_looking_first_touches_neither_side(old: Grown, options: list[str], database: str, postgres: Postgres,
                                            bucket: Bucket) -> None:  # fmt: skip
    before = files(old.folder)
    said = json.loads(old.run("migrate-home", "--check-only", "--json", *options).stdout)
    assert said["tables"]["newsroom_articlepage"] == 12 and said["files"]["originals"] == 12
    assert bucket.names() == []
    with psycopg.connect(postgres.url(database)) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    after = files(old.folder)
    assert {name: after.get(name) for name in before if "sqlite3" not in name} == {
        name: data for name, data in before.items() if "sqlite3" not in name
    }


@pytest.mark.long
def test_a_place_that_is_not_empty_is_refused(
    tmp_path: Path, old: Grown, options: list[str], database: str, postgres: Postgres, bucket: Bucket
) -> None:
    postgres.run("CREATE TABLE somebodys (thing TEXT)", database)
    assert "is not empty" in old.run("migrate-home", *options, ok=False).stderr
    postgres.run("DROP TABLE somebodys", database)
    storage = Home(write_settings(tmp_path / "another", bucket.lines())).read_settings().storage
    assert storage
    open_private(storage, "").write("somebodys", b"thing")
    assert "is not empty" in old.run("migrate-home", *options, ok=False).stderr
    assert "[database]" not in (old.folder / "tamizdat.toml").read_text()


@pytest.mark.long
def test_a_home_that_is_in_use_is_refused(old: Grown, options: list[str]) -> None:
    with closing(sqlite3.connect(old.folder / "newsroom.sqlite3")) as serving:
        serving.execute("SELECT count(*) FROM newsroom_fact").fetchone()
        said = old.run("migrate-home", *options, ok=False)
    assert said.returncode == 1 and "Stop `tamizdat serve`" in said.stderr


@pytest.mark.long
@pytest.mark.parametrize("after", [8.0])
def test_a_move_that_was_killed_goes_on(old: Grown, options: list[str], bucket: Bucket, after: float) -> None:
    moving = subprocess.Popen(old.command("migrate-home", *options), env=environment(), cwd=ROOT,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    time.sleep(after)
    if moving.poll() is None:
        os.killpg(moving.pid, signal.SIGKILL)
        moving.wait()
        assert "[database]" not in (old.folder / "tamizdat.toml").read_text()
        old.run("migrate-home", *options)
    report = json.loads(old.run("press", "--json").stdout)
    assert judge(bucket.folder / "lamp" / "public") == ("current", report["edition"])


@pytest.mark.long
def test_what_postgresql_cannot_keep_is_refused_and_nothing_is_switched(old: Grown, options: list[str]) -> None:
    with closing(sqlite3.connect(old.folder / "newsroom.sqlite3")) as newsroom:
        newsroom.execute("UPDATE newsroom_articlepage SET standfirst = 'zero' || char(0) || 'byte'")
        newsroom.commit()
    said = old.run("migrate-home", *options, ok=False)
    assert said.returncode == 1 and "zero byte" in said.stderr
    assert "[database]" not in (old.folder / "tamizdat.toml").read_text()
