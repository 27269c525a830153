"""A place that is a bucket, and a newsroom whose database is PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tamizdat.project.prepare_database import prepare_database
from tests.backup.conftest import DRAFT, run, set_backup, two_places
from tests.backup.desk import desk
from tests.grown.homes import database_lines, write_settings
from tests.grown.servers import KEYS, postgres_server, s3_server
from tests.stories.commands import tamizdat, tamizdat_json


@pytest.mark.long
def test_a_bucket_is_a_place_and_its_keys_stand_in_a_file_for_their_owner_alone(home: Path, tmp_path: Path) -> None:
    (tmp_path / "s3" / "lamp").mkdir(parents=True)
    keys = tmp_path / "keys.toml"
    keys.write_text(f'access_key = "{KEYS[0]}"\nsecret_key = "{KEYS[1]}"\n')
    keys.chmod(0o644)
    with s3_server(tmp_path / "s3") as endpoint:
        place = f"s3:{endpoint}/lamp/backup"
        set_backup(home, f'places = ["{place}"]\npasswords = "{tmp_path}/passwords"\ns3_keys = "{keys}"')
        assert "can be read by others" in run(home, code=1)["error"]
        keys.chmod(0o600)
        assert run(home)["done"][0]["snapshot"]
        assert len(run(home, "list")["places"][0]["backups"]) == 1
        run(home, "check", "--read", "100")
    report = run(home, code=1)  # now nobody answers
    assert report["done"][0]["error"]


@pytest.mark.long
def test_a_newsroom_in_postgresql_comes_back_into_an_empty_database_alone(tmp_path: Path) -> None:
    with postgres_server() as server:
        name = server.make()
        home = write_settings(tmp_path / "home", database_lines(server, name))
        for folder in ("keys", "originals", "renditions", "editions", "press"):
            (home / folder).mkdir(exist_ok=True)
        prepare_database(home)
        desk(home, "draft", DRAFT)
        two_places(home, tmp_path)
        tamizdat("backup", "--home", home)
        asked = ("restore", "--backup", tmp_path / "a", "--passwords", tmp_path / "passwords", "--yes", "--home")
        tamizdat(*asked, tmp_path / "back", code=1)  # the database is there still
        assert not (tmp_path / "back").exists()
        server.drop(name)
        server.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        came = tamizdat_json(*asked, tmp_path / "back")
        assert came["awaits_retractions"] is False  # nothing was ever published
        assert desk(tmp_path / "back", "drafts") == [DRAFT]
