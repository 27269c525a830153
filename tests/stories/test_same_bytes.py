"""The same archive gives the same edition: in another folder, on another Python, in another locale and time zone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.stories.commands import plain_environment, tamizdat, tamizdat_json, write_archive

CHECKOUT = Path(__file__).parents[2]


def press_archive(home: Path, archive: Path, env: dict[str, str]) -> str:
    tamizdat("init", home, "--name", "The Lamp", "--language", "en", env=env)
    tamizdat("import", "ninjs", archive, "--home", home, env=env)
    return str(tamizdat_json("press", "--home", home, env=env)["map_root"])


@pytest.mark.long
def test_locale_time_zone_hash_seed_and_folder_change_no_byte(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "archive.jsonl", 130)
    one = press_archive(tmp_path / "one", archive, {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1"})
    other = press_archive(
        tmp_path / "elsewhere" / "two",
        archive,
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "2"},
    )
    assert one == other


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An archive, and its map root by this Python."""
    folder = tmp_path_factory.mktemp("here")
    archive = write_archive(folder / "archive.jsonl", 130)
    return archive, press_archive(folder / "home", archive, {})


@pytest.mark.long
@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_another_python_changes_no_byte(tmp_path: Path, here: tuple[Path, str], version: str) -> None:
    uv = next((str(one) for one in (CHECKOUT / ".tools" / "bin" / "uv",) if one.exists()), None) or shutil.which("uv")
    python = _find_python(version)
    if not uv or not python:
        pytest.skip(f"needs uv and Python {version}")
    env = {"UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(tmp_path / "venv")}
    made = subprocess.run(
        [uv, "sync", "--frozen", "--no-dev", "--quiet", "--python", python], cwd=CHECKOUT, env={**os.environ, **env}
    )
    assert made.returncode == 0
    archive, map_root = here
    command = [str(tmp_path / "venv" / "bin" / "tamizdat")]
    home = str(tmp_path / "there")
    for arguments in (
        ["init", home, "--name", "The Lamp", "--language", "en"],
        ["import", "ninjs", str(archive), "--home", home],
        ["press", "--home", home],
    ):
        done = subprocess.run(command + arguments, capture_output=True, text=True, env=plain_environment())
        assert done.returncode == 0, done.stderr
    assert f"map root {map_root}" in done.stdout


def _find_python(version: str) -> str | None:
    """The full path of an interpreter that runs (a version manager's stand-in may not)."""
    found = shutil.which(f"python{version}")
    candidates = [found] if found else []
    candidates += [str(one) for one in Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}")]
    for one in candidates:
        done = subprocess.run([one, "-c", "import sys; print(sys.executable)"], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.strip()
    return None
