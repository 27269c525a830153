"""deploy/onion.nginx.conf: a real nginx takes it beside the other, and answers an onion service as we would."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tamizdat.mirrors.answer import Request, answer
from tamizdat.mirrors.tree import PublicTree
from tamizdat.project.ports import Door, find_free_port, is_open
from tests.serve.test_deploy import DEPLOY, LIKE_OURS, NGINX, write_config
from tests.serve.trees import make_tree


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    if NGINX is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    tree = make_tree(folder / "site")
    config = write_config(folder, tree, find_free_port(), find_free_port())
    door = Door("nginx", "127.0.0.1", find_free_port(), "")
    text = (DEPLOY / "onion.nginx.conf").read_text()
    for line, ours in (
        ("listen 127.0.0.1:8081;", f"listen 127.0.0.1:{door.port};"),
        ("/srv/tamizdat/site", str(tree)),
        ("/var/log/nginx/tamizdat.log", str(folder / "error.log")),
    ):
        assert line in text
        text = text.replace(line, ours)
    with (folder / "site.conf").open("a") as file:
        file.write(text)
    process = subprocess.Popen([NGINX, "-p", folder, "-c", config], stderr=subprocess.PIPE)
    try:
        while not is_open(door):
            assert process.poll() is None, process.stderr and process.stderr.read()
        host = {"Host": f"{'a' * 56}.onion"}
        with httpx.Client(base_url=f"http://127.0.0.1:{door.port}", headers=host) as client:
            yield client, tree
    finally:
        process.terminate()
        process.wait(10)


def test_it_answers_as_the_embedded_server_does(site: tuple[httpx.Client, Path]) -> None:
    client, folder = site
    for path in ("/", "/en/", "/sitemap.xml", "/pictures/ab.jpg", "/tuf/timestamp.json"):
        reply = client.get(path, headers={"Accept-Encoding": "gzip"})
        ours = dict(answer(PublicTree(folder), Request("GET", path, "gzip")).headers)
        for name in LIKE_OURS:
            assert reply.headers.get(name) == ours.get(name), f"{name} of {path}"
        assert "onion-location" not in reply.headers and "strict-transport-security" not in reply.headers


def test_a_folder_without_its_slash_leads_on_within_the_onion(site: tuple[httpx.Client, Path]) -> None:
    client, _ = site
    reply = client.get("/en")
    assert (reply.status_code, reply.headers["location"]) == (301, "/en/"), "no host, and no port of this machine"


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "tamizdat-onion.service"
    text = (DEPLOY / "tamizdat-onion.service").read_text()
    unit.write_text(text.replace("/usr/bin/tor", "/bin/true"))
    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True)
    assert "tamizdat-onion.service" not in done.stderr, done.stderr
