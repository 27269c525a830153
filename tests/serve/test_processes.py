"""Real processes: they start, answer, end together, and none is left behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tamizdat.project.children import ChildError, Children
from tamizdat.project.ports import Door, check_doors, find_free_port, is_open
from tamizdat.project.running import Running, start_site, wait_until_open
from tamizdat.shell.errors import RefusedError
from tests.serve.trees import FRONT, PAPER, make_tree

PARENT = """
import sys, time
from pathlib import Path
from tamizdat.project.children import Children
from tamizdat.project.ports import Door
from tamizdat.project.running import Running, ended_politely, start_site, wait_until_open
door = Door("site", "127.0.0.1", int(sys.argv[2]), "")
with ended_politely(), Children(Path(sys.argv[1])) as children:
    running = Running(children)
    start_site(children, door, Path(sys.argv[1]))
    wait_until_open(running, [door])
    print(*children.groups, flush=True)
    while True:
        running.listen(1.0)
"""


def site_door() -> Door:
    return Door("the site", "127.0.0.1", find_free_port(), "--port")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A public tree, really served."""
    tree = make_tree(tmp_path_factory.mktemp("tree") / "a")
    where = site_door()
    with Children(tree) as children:
        start_site(children, where, tree)
        wait_until_open(Running(children), [where])
        yield where


def soon(is_so: Callable[[], bool], within: float = 15.0) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.1)
    return is_so()


def group_is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_reader_gets_pages_packed_by_a_real_server(door: Door) -> None:
    reply = httpx.get(door.address, headers={"Accept-Encoding": "gzip"})
    assert (reply.status_code, reply.content) == (200, FRONT)
    assert reply.headers["content-encoding"] == "gzip"
    assert "set-cookie" not in reply.headers
    again = httpx.get(door.address, headers={"Accept-Encoding": "gzip", "If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_name_in_another_script_and_a_large_picture_arrive_whole(door: Door) -> None:
    for path in ("/fa/خبر.html", "/pictures/ab.jpg"):
        reply = httpx.get(door.address[:-1] + path, headers={"Accept-Encoding": "identity"})
        assert (reply.status_code, reply.content) == (200, PAPER[path][0])
        assert reply.headers["content-length"] == str(len(PAPER[path][0]))


def test_head_tells_the_length_and_sends_nothing(door: Door) -> None:
    for path in ("/", "/pictures/ab.jpg"):
        reply = httpx.head(door.address[:-1] + path, headers={"Accept-Encoding": "identity"})
        whole = httpx.get(door.address[:-1] + path, headers={"Accept-Encoding": "identity"})
        assert (reply.status_code, reply.content) == (200, b"")
        assert reply.headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize(
    "path", [b"/../../etc/passwd", b"/%2e%2e/%2e%2e/etc/passwd", b"/%00", b"/%ff", b"//etc/passwd"]
)
def test_a_hostile_path_gets_not_found_from_the_real_server_too(door: Door, path: bytes) -> None:
    with socket.create_connection((door.host, door.port), timeout=5) as client:
        client.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 404")


def test_a_server_says_nothing_about_its_readers(tmp_path: Path) -> None:
    where, tree = site_door(), make_tree(tmp_path / "a")
    with Children(tree) as children:
        running = Running(children)
        start_site(children, where, tree)
        wait_until_open(running, [where])
        for path in ("", "nowhere", "%00"):
            httpx.get(where.address + path)
        httpx.post(where.address)
        running.listen(0.5)
        assert running.notes == []


@pytest.mark.parametrize("ending", ["TERM", "INT", "HUP", "KILL"])
def test_however_the_parent_ends_nothing_is_left_running(tmp_path: Path, ending: str) -> None:
    where, tree = site_door(), make_tree(tmp_path / "a")
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tree), str(where.port)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    group = int(parent.stdout.readline())
    assert is_open(where)
    subprocess.run(["kill", f"-{ending}", str(parent.pid)], check=True)
    assert parent.wait(15) == (-9 if ending == "KILL" else 0)
    assert soon(lambda: group_is_gone(group))
    assert not is_open(where)


def test_a_process_that_ends_by_itself_is_noticed_with_its_last_words(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        running = Running(children)
        children.start("press", "tamizdat.mirrors.public_site", "--port", "none")
        with pytest.raises(ChildError, match=r"The press ended by itself: .*none"):
            for _ in range(40):
                running.listen(0.5)
    with Children(tmp_path) as children:
        running = Running(children)
        children.start("the public site", "tamizdat.mirrors.public_site", "--port", "none")
        with pytest.raises(ChildError, match=r"^The public site ended by itself: "):
            for _ in range(40):
                running.listen(0.5)


def test_a_taken_port_is_refused_with_its_number_and_its_setting(door: Door) -> None:
    with pytest.raises(RefusedError, match=rf"Port {door.port} for the site is taken .*: --port"):
        check_doors([door])


def test_two_services_cannot_have_one_port() -> None:
    port = find_free_port()
    doors = [Door("the newsroom", "127.0.0.1", port, "--a"), Door("the mirror", "127.0.0.1", port, "--b")]
    with pytest.raises(RefusedError, match="both the newsroom and the mirror"):
        check_doors(doors)


def test_an_address_that_this_machine_does_not_have_is_refused() -> None:
    with pytest.raises(RefusedError, match="cannot listen on"):
        check_doors([Door("the newsroom", "192.0.2.1", 8000, "[serve] host")])


def test_a_free_port_is_not_refused() -> None:
    check_doors([site_door()])


def test_a_stranger_cannot_fill_the_memory_with_headers(door: Door) -> None:
    with socket.create_connection((door.host, door.port), timeout=15) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"y" * 100_000 + b"\r\nConnection: close\r\n\r\n")
        assert line.recv(200).startswith(b"HTTP/1.1 431")
