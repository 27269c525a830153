"""What tamizdat.toml may name, and what is said when it is wrong."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tamizdat.shell.bucket import StorageError, check_storage
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home, Settings
from tamizdat.shell.postgres import DatabaseError, check_database, connect
from tests.grown.homes import ROOT, Grown, environment, write_settings
from tests.grown.servers import PASSWORD, QUOTED, Bucket, Postgres, free_port

DATABASE = '[database]\nurl = "postgresql://tamizdat@db.example:5433/news?sslmode=require"\n'
STORAGE = '[storage]\nurl = "s3://lamp/home"\nendpoint = "https://s3.example"\n'


def read(folder: Path, more: str) -> Settings:
    return Home(write_settings(folder, more)).read_settings()


def test_without_these_sections_a_newsroom_is_its_folder(tmp_path: Path) -> None:
    settings = read(tmp_path, "")
    assert (settings.database, settings.storage, settings.workers) == (None, None, None)


def test_the_embedded_default_does_without_the_extra(tmp_path: Path) -> None:
    write_settings(tmp_path)
    seen = subprocess.run(
        [sys.executable, "-c",
         "import sys; sys.modules.update(dict.fromkeys(('obstore', 'psycopg', 'django_tasks_db')))\n"
         "from pathlib import Path; from tamizdat.shell.home import Home, open_newsroom\n"
         f"open_newsroom(Home(Path({str(tmp_path)!r})))\n"
         "import tamizdat.press.doors, tamizdat.newsroom.doors, tamizdat.project.command_line; print('open')"],
        capture_output=True, text=True, env=environment(), cwd=ROOT,
    )  # fmt: skip
    assert seen.stdout == "open\n", seen.stdout + seen.stderr


def test_an_address_of_a_database_is_taken_apart(tmp_path: Path) -> None:
    database = read(tmp_path, DATABASE).database
    assert database is not None
    assert (database.name, database.host, database.port, database.user) == ("news", "db.example", 5433, "tamizdat")
    assert database.parameters()["sslmode"] == "require"


def test_a_home_has_a_database_when_it_names_one(tmp_path: Path) -> None:
    read(tmp_path, "")
    assert not Home(tmp_path).has_database()
    read(tmp_path, DATABASE)
    assert Home(tmp_path).has_database()


def test_a_password_comes_from_the_address_or_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = read(tmp_path, f'[database]\nurl = "postgresql://t:{QUOTED}@h/n"\n').database
    monkeypatch.setenv("NEWS_PASSWORD", "from outside")
    outside = read(tmp_path, '[database]\nurl = "postgresql://t@h/n"\npassword_from = "NEWS_PASSWORD"\n').database
    assert given and outside
    assert (given.password, outside.password) == (PASSWORD, "from outside")
    assert PASSWORD not in repr(given) + str(given)


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ('[database]\nurl = "mysql://h/n"\n', "postgresql://"),
        ('[database]\nurl = "postgresql://h"\n', "postgresql://"),
        ('[database]\nurl = "postgresql://h:port/n"\n', "postgresql://"),
        ('[database]\nuri = "postgresql://h/n"\n', "uri"),
        ("[database]\nurl = 5\n", "url"),
        ('[database]\nurl = "postgresql://h/n"\npassword_from = "NOT_THERE_AT_ALL"\n', "NOT_THERE_AT_ALL"),
        ('[storage]\nurl = "https://lamp"\n', "s3://"),
        ('[storage]\nurl = "s3://lamp/../x"\n', "s3://"),
        ('[storage]\nurl = "s3://lamp/x"\npublic_url = "s3://lamp/x"\n', "public_url"),
        ('[storage]\nurl = "s3://lamp/x"\npublic_url = "s3://lamp"\n', "public_url"),
        ('[storage]\nurl = "s3://lamp/x/y"\npublic_url = "s3://lamp/x"\n', "public_url"),
        ('[storage]\nurl = "s3://lamp/x"\npublic_url = "s3://lamp/x/originals/y"\n', "public_url"),
        ('[storage]\nurl = "s3://lamp"\npublic_url = "s3://lamp/objects"\n', "public_url"),
        ('[storage]\nurl = "s3://lamp"\nendpoint = "s3.example"\n', "endpoint"),
        ('[storage]\nurl = "s3://lamp"\nkeys_file = "no-such-file"\n', "no-such-file"),
        (STORAGE + '[workers]\nbroker = "database"\n', "[database]"),
        (DATABASE + '[workers]\nbroker = "database"\n', "[storage]"),
    ],
)
def test_what_is_wrong_is_said_with_the_file_and_the_line(tmp_path: Path, lines: str, word: str) -> None:
    with pytest.raises(HomeError) as said:
        read(tmp_path, lines)
    assert word in str(said.value)
    assert str(tmp_path) in str(said.value)


@pytest.mark.parametrize("public", ["s3://other", "s3://lamp/xy", "s3://lamp/x/site", "s3://other/originals"])
def test_a_public_place_apart_from_the_private_one_is_fine(tmp_path: Path, public: str) -> None:
    storage = read(tmp_path, f'[storage]\nurl = "s3://lamp/x"\npublic_url = "{public}"\n').storage
    assert storage and f"s3://{storage.public_bucket}/{storage.public_prefix}".rstrip("/") == public


def test_a_file_of_keys_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys = tmp_path / "storage.toml"
    keys.write_text('access_key = "a"\nsecret_key = "hidden"\n')
    keys.chmod(0o640)
    with pytest.raises(HomeError, match="chmod 600") as said:
        read(tmp_path, STORAGE + 'keys_file = "storage.toml"\n')
    assert "hidden" not in str(said.value)
    keys.chmod(stat.S_IRUSR | stat.S_IWUSR)
    storage = read(tmp_path, STORAGE + 'keys_file = "storage.toml"\n').storage
    assert storage and (storage.access_key, storage.secret_key) == ("a", "hidden")
    assert "hidden" not in repr(storage)


# Servers.


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    lines = f'[database]\nurl = "postgresql://tamizdat:{QUOTED}@127.0.0.1:{free_port()}/news"\n'
    home = Grown(write_settings(tmp_path, lines), "news")
    said = home.run("press", ok=False)
    assert said.returncode == 1
    assert said.stderr.lstrip().startswith("tamizdat: The database news on 127.0.0.1")
    assert "Traceback" not in said.stderr
    assert PASSWORD not in said.stderr and QUOTED not in said.stderr


def test_wrong_passwords_missing_databases_and_other_alphabets_are_told_apart(
    tmp_path: Path, postgres: Postgres, database: str
) -> None:
    def given(url: str) -> object:
        return read(tmp_path, f'[database]\nurl = "{url}"\n').database

    with pytest.raises(DatabaseError, match="Check user and password") as said:
        connect(given(postgres.url(database).replace(QUOTED, "guess")))
    assert "guess" not in str(said.value)
    with pytest.raises(DatabaseError, match="createdb --template template0 --encoding UTF8 --locale C not_there"):
        connect(given(postgres.url("not_there")))
    check_database(given(postgres.url(database)))
    postgres.run("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    try:
        with pytest.raises(DatabaseError, match="LATIN1"):
            check_database(given(postgres.url("latin")))
    finally:
        postgres.drop("latin")


def test_missing_buckets_wrong_keys_and_silent_servers_are_told_apart(
    tmp_path: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(lines: str) -> None:
        storage = read(tmp_path, lines).storage
        assert storage
        check_storage(storage)

    check(bucket.lines())
    with pytest.raises(StorageError, match="does not exist"):
        check(bucket.lines().replace(bucket.name, "no-such-bucket"))
    with pytest.raises(StorageError, match=r"does not answer: no connection \(tries: 7, in \d+ m?s\)"):
        check(bucket.lines().replace(bucket.endpoint, f"http://127.0.0.1:{free_port()}"))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "guess")
    with pytest.raises(StorageError, match="does not let us in") as said:
        check(bucket.lines())
    assert "guess" not in str(said.value)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(StorageError, match="no keys"):
        check(bucket.lines())


def test_a_missing_extra_is_said_with_what_to_install(tmp_path: Path) -> None:
    write_settings(tmp_path, DATABASE)
    said = subprocess.run(
        [sys.executable, "-c",
         "import sys; sys.modules['psycopg'] = None; sys.argv = ['tamizdat', 'press', '--home', "
         f"{str(tmp_path)!r}]; from tamizdat.project.command_line import main; main()"],
        capture_output=True, text=True, env={**environment(), "PYTHONPATH": os.pathsep.join(sys.path)}, cwd=ROOT,
    )  # fmt: skip
    assert said.returncode == 1
    assert 'pip install "tamizdat[grown]"' in said.stderr
