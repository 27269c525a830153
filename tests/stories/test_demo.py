"""`make demo`: a newcomer sees a newsroom, its public site and a mirror, logs in, ends it, and starts it again."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tamizdat.project.ports import Door, find_free_port, is_open
from tests.demo_made import READY, made_demo
from tests.serve.test_processes import soon
from tests.stories.commands import TAMIZDAT, tamizdat, tamizdat_json, write_archive
from tests.stories.served import Staying, staying

pytestmark = pytest.mark.timeout(600)  # whoever comes first makes the demo


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A demo of this test's own, as an earlier run left it."""
    copy = tmp_path / "demo-newsroom"
    shutil.copytree(made_demo(tmp_path_factory), copy, symlinks=True)
    return copy


def address(demo: Staying, what: str) -> str:
    return demo.wait_for(rf"the {what} +(http://\S+)")[1]


def is_refused(where: str) -> bool:
    port = int(where.rstrip("/").rpartition(":")[2])
    return not is_open(Door("it", "127.0.0.1", port, ""))


def log_in(demo: Staying) -> httpx.Response:
    """As a person does, with nothing but what the demo printed."""
    name = demo.wait_for(r"account +(\S+)")[1]
    password = demo.wait_for(r"password +(\S+)")[1]
    code = demo.wait_for(READY)[0].split()[-1]
    with httpx.Client(base_url=address(demo, "newsroom"), follow_redirects=True, timeout=30) as browser:
        form = {"login": name, "password": password, "csrfmiddlewaretoken": _token(browser.get("/login/"))}
        asked = browser.post("/login/", data=form)
        assert "code" in asked.url.path, "the password alone must not be enough"
        assert browser.get("/pages/").url.path.startswith("/login"), "nor may anything be seen before the code"
        browser.post("/login/code/", data={"code": code, "csrfmiddlewaretoken": _token(asked)})
        return browser.get("/")


def _token(page: httpx.Response) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


@pytest.mark.long
def test_it_goes_on_where_it_was_and_what_is_printed_opens_it(folder: Path) -> None:
    first = tamizdat_json("press", "--home", folder)
    with staying("demo", folder, "--port", "0") as demo:
        desk = log_in(demo)
        assert desk.status_code == 200
        assert "login" not in desk.url.path
        site, mirror = address(demo, "public site"), address(demo, "mirror")
        assert httpx.get(site).status_code == 200
        assert soon(lambda: httpx.get(site).content == httpx.get(mirror).content)
        root = folder / "keys" / "1.root.json"
        for where in (site, mirror, folder / "mirror"):
            verdict = tamizdat_json("verify", where, "--root", root)
            assert verdict["verdict"] == "current"
            assert verdict["edition"] >= first["edition"]  # the support site has another port now, and is offered there
        assert "Traceback" not in "".join(demo.lines)
        assert demo.end() == 0
    assert soon(lambda: is_refused(site) and is_refused(mirror))


@pytest.mark.long
def test_a_new_edition_reaches_the_mirror_and_one_that_was_added_by_itself(folder: Path, tmp_path: Path) -> None:
    with staying("demo", folder, "--port", "0") as demo:
        mirror = address(demo, "mirror")
        demo.wait_for(READY)
        added = tmp_path / "added"
        added.mkdir()
        tamizdat("mirror", "add", "second", "--kind", "folder", "--where", added, "--address", "https://second.example/",
                 "--home", folder)  # fmt: skip
        archive = write_archive(tmp_path / "more.jsonl", 1, first=900)
        tamizdat("import", "ninjs", archive, "--home", folder)
        demo.wait_for(r"edition \d+, pressed in", 60)
        assert soon(lambda: "Tide table 900" in httpx.get(f"{mirror}en/latest/").text)
        latest = added / "en" / "latest" / "index.html"
        assert soon(lambda: latest.exists() and "Tide table 900" in latest.read_text(encoding="utf-8"))


def test_the_login_lies_where_only_its_owner_can_read_it(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "demo.json").stat().st_mode) == 0o600


def test_when_the_demo_is_killed_nothing_of_it_stays(folder: Path) -> None:
    with staying("demo", folder, "--port", "0") as demo:
        everywhere = [address(demo, what) for what in ("newsroom", "public site", "mirror")]
        demo.wait_for(READY)
        demo.process.send_signal(signal.SIGKILL)
        demo.process.wait(10)
        assert soon(lambda: all(is_refused(one) for one in everywhere))


def test_when_the_demo_is_killed_while_it_is_made_nothing_goes_on(tmp_path: Path) -> None:
    with staying("demo", tmp_path / "demo", "--port", "0") as demo:
        demo.wait_for("Bringing in the articles", 120)
        time.sleep(1)
        demo.process.send_signal(signal.SIGKILL)
        demo.process.wait(10)
        assert soon(lambda: not _processes_of(tmp_path))


def _processes_of(folder: Path) -> list[str]:
    lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in lines if str(folder) in line and "tamizdat" in line]


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("times", [2])
def test_however_often_the_making_is_killed_it_is_completed(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, times: int
) -> None:
    folder, chance = tmp_path / "demo", random.Random(times)
    for _ in range(times):
        with staying("demo", folder, "--port", "0") as demo:
            time.sleep(chance.uniform(1, 25))
            demo.process.send_signal(signal.SIGKILL)
            demo.process.wait(10)
        time.sleep(chance.uniform(0, 2))
    with staying("demo", folder, "--port", "0") as demo:
        demo.wait_for(READY, 280)
        assert log_in(demo).status_code == 200
        assert soon(lambda: _is_current(folder), 180), "the mirror is filled last, also with an edition that follows"
    assert _articles(folder) == _articles(made_demo(tmp_path_factory))


def _is_current(folder: Path) -> bool:
    words = [str(TAMIZDAT), "verify", str(folder / "mirror"), "--root", str(folder / "keys" / "1.root.json"), "--json"]
    done = subprocess.run(words, capture_output=True, text=True)
    return done.returncode == 0 and json.loads(done.stdout)["verdict"] == "current"


def _articles(folder: Path) -> list[str]:
    """The paths of all articles; the demo is the same wherever it is made."""
    tree = folder / "editions" / "current"
    return sorted(re.sub(r"/\d{4}/\d\d/", "/", str(one.relative_to(tree))) for one in tree.glob("*/2*/*/*.html"))


def test_a_taken_port_is_said_in_one_line_before_anything_is_made(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with staying("demo", tmp_path / "demo", "--port", port) as demo:
            line = demo.wait_for(r"tamizdat: ")
            assert demo.process.wait(20) == 1
    assert re.search(rf"Port {port} for the newsroom is taken by another program.*--port", line.string)
    assert not (tmp_path / "demo").exists()


def test_a_newsroom_that_is_no_demo_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "real"
    folder.mkdir()
    (folder / "tamizdat.toml").write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n')
    with staying("demo", folder, "--port", find_free_port()) as demo:
        demo.wait_for(r"tamizdat: .*is a newsroom, but not a demo")
        assert demo.process.wait(20) == 1
    assert [file.name for file in folder.iterdir()] == ["tamizdat.toml"]
