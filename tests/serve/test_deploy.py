"""What stands in deploy/ is true: the real nginx takes it and answers as the embedded server does."""

from __future__ import annotations

import gzip
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tamizdat.core.canonical import digest
from tamizdat.mirrors.answer import Request, answer
from tamizdat.mirrors.tree import PublicTree
from tamizdat.project.ports import Door, find_free_port, is_open
from tests.cutting_proxy import make_certificate
from tests.serve.trees import FRONT, make_tree, write

BEHIND = find_free_port()
"""Where `tamizdat serve` would answer; nobody does until a test begins to."""
DEPLOY = Path(__file__).parents[2] / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MAIN = """
{user}daemon off; master_process off; pid {folder}/pid; error_log {folder}/start.log;
events {{}}
http {{
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    include {folder}/site.conf;
}}
"""
LIKE_OURS = (
    "content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-resource-policy",
    "access-control-allow-origin", "cache-control", "content-type",
)  # fmt: skip


def write_config(folder: Path, tree: Path, port: int, behind: int) -> Path:
    """deploy/nginx.conf with this test's ports, certificate and folder, and nothing else changed."""
    certificate, key = make_certificate(folder)
    site = (DEPLOY / "nginx.conf").read_text()
    for line, ours in (
        ("listen 80;", f"listen 127.0.0.1:{find_free_port()};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/ssl/lamp/fullchain.pem", str(certificate)),
        ("/etc/ssl/lamp/key.pem", str(key)),
        ("/srv/tamizdat/site", str(tree)),
        ("/var/log/nginx/tamizdat.log", str(folder / "error.log")),
        ("127.0.0.1:8001", f"127.0.0.1:{behind}"),
    ):
        assert line in site
        site = site.replace(line, ours)
    (folder / "site.conf").write_text(site)
    user = "user root; " if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    """A client of a real nginx with our configuration, and its folder."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    tree = make_tree(folder / "site")
    write(tree / "tuf" / ".timestamp.json.part", b"half")
    door = Door("nginx", "127.0.0.1", find_free_port(), "")
    config = write_config(folder, tree, door.port, BEHIND)
    checked = subprocess.run([NGINX, "-t", "-p", folder, "-c", config], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([NGINX, "-p", folder, "-c", config], stderr=subprocess.PIPE)
    try:
        while not is_open(door):
            assert process.poll() is None, process.stderr and process.stderr.read()
        trust = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
        with httpx.Client(base_url=f"https://localhost:{door.port}", verify=trust) as client:
            yield client, folder
    finally:
        process.terminate()
        process.wait(10)


def test_nginx_answers_as_the_embedded_server_does(site: tuple[httpx.Client, Path]) -> None:
    client, folder = site
    tree = PublicTree(folder / "site")
    paths = ("/", "/en/", "/sitemap.xml", "/pictures/ab.jpg", "/tuf/timestamp.json", "/worker.js")
    for path in (*paths, f"/o/{digest(FRONT)}"):
        reply = client.get(path, headers={"Accept-Encoding": "gzip"})
        ours = dict(answer(tree, Request("GET", path, "gzip")).headers)
        assert reply.status_code == 200
        for name in LIKE_OURS:
            assert reply.headers.get(name) == ours.get(name), f"{name} of {path}"


def test_nginx_sends_what_is_packed_and_closes(site: tuple[httpx.Client, Path]) -> None:
    client, _ = site
    with client.stream("GET", "/", headers={"Accept-Encoding": "gzip"}) as reply:
        assert gzip.decompress(b"".join(reply.iter_raw())) == FRONT
    assert reply.headers["connection"] == "close"
    assert reply.headers["vary"] == "Accept-Encoding"
    assert "set-cookie" not in reply.headers
    again = client.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": reply.headers["etag"]})
    assert again.status_code == 304


def test_nginx_has_the_newsrooms_page_for_what_is_not_there(site: tuple[httpx.Client, Path]) -> None:
    client, _ = site
    for path in ("/nowhere.html", "/../etc/passwd", "/tuf/.timestamp.json.part"):
        reply = client.get(path)
        assert reply.status_code in (400, 404)
        assert b"half" not in reply.content
    assert b"There is no such page" in client.get("/nowhere.html").content
    assert client.post("/").status_code == 405


def test_nginx_asks_the_newsrooms_own_server_about_what_is_not_there(site: tuple[httpx.Client, Path]) -> None:
    client, _ = site
    assert client.get("/gone.html").status_code == 404
    with HTTPServer(("127.0.0.1", BEHIND), Gone) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        reply = client.get("/gone.html")
        assert reply.status_code == 410 and reply.content == b"Withdrawn."
        assert client.get("/en/").status_code == 200
        server.shutdown()
    assert b"There is no such page" in client.get("/gone.html").content


class Gone(BaseHTTPRequestHandler):
    """A server to which everything was withdrawn."""

    def do_GET(self) -> None:
        self.send_response(410)
        self.end_headers()
        self.wfile.write(b"Withdrawn.")

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_nginx_writes_no_reader_down(site: tuple[httpx.Client, Path]) -> None:
    client, folder = site
    client.get("/")
    client.get("/nowhere.html")
    client.get("/%00")
    written = "".join(file.read_text() for file in folder.glob("*.log"))
    assert "127.0.0.1" not in written.replace("127.0.0.1:", "")
    assert "nowhere" not in written


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "tamizdat.service"
    text = (DEPLOY / "tamizdat.service").read_text()
    unit.write_text(text.replace("/opt/tamizdat/.venv/bin/tamizdat", "/bin/true"))
    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True)
    assert "tamizdat.service" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
