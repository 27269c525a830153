"""Every way in which a mirror can fail from somewhere has a name of its own, and each is told from the others."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tamizdat.core.canonical import digest
from tamizdat.core.trust.sign import Versions
from tamizdat.mirrors.watch import wire
from tamizdat.mirrors.watch.observation import Observation
from tamizdat.mirrors.watch.probe import Expected, Target, probe
from tamizdat.mirrors.watch.vantage import Login, Vantage, Way, is_bogon, resolve_name
from tamizdat.reading.fetch import HEADERS
from tests.reading.edition import HTML, NOW, Edition, KeyRing, make_edition, make_pages, sign
from tests.watch import network

LARGE = ("/p/large.webp", (random.Random(5).randbytes(40_000), "image/webp"))
QUICK = wire.Limits(connect=0.6, quiet=0.6, whole=1.5)
HERE = Way(Vantage("here"), QUICK)
BLOCK_PAGE = b"<html><head><title>5651</title></head><body>internet2.btk.gov.tr</body></html>"
PORTAL = b"<!doctype html><html><body>Welcome to our hotel</body></html>"


@pytest.fixture(scope="module")
def edition() -> Edition:
    return make_edition({**make_pages(), LARGE[0]: LARGE[1]}, number=7)


@pytest.fixture(scope="module")
def expected(edition: Edition) -> Expected:
    return Expected(edition.root, 7, (LARGE[0],), chance=random.Random(1))


def look(deed: network.Deed, expected: Expected, way: Way = HERE, seen: int = 0) -> Observation:
    with network.serving(deed) as server:
        return probe(Target("riga", server.address, "public"), way, expected, NOW, seen)


def test_an_honest_mirror_is_ok_and_each_step_has_its_time(edition: Edition, expected: Expected) -> None:
    found = look(network.honest(edition), expected)
    assert (found.kind, found.note, found.edition) == ("ok", "", 7)
    assert found.steps.keys() == {"tcp", "http", "content"}


def test_under_tls_the_handshake_has_its_time_too(edition: Edition, expected: Expected, tmp_path: Path) -> None:
    server_side, client_side = network.tls_context(tmp_path)
    with network.serving(network.honest(edition), server_side) as server:
        target = Target("riga", f"https://localhost:{server.port}/", "public")
        found = probe(target, HERE, replace(expected, context=client_side), NOW)
        assert probe(target, HERE, expected, NOW).kind == "tls-certificate"
    assert found.kind == "ok"
    assert found.steps.keys() == {"tcp", "tls", "http", "content"}


def test_requests_are_any_readers_and_always_the_same(edition: Edition, expected: Expected) -> None:
    with network.serving(network.honest(edition)) as server:
        probe(Target("riga", server.address, "public"), HERE, expected, NOW)
        heads = {one.partition("\r\n")[2].replace(str(server.port), "PORT") for one in server.asked}
    (head,) = heads
    assert [line.partition(":")[0] for line in head.strip().splitlines()] == ["Host", *HEADERS]
    assert "Referer" not in head and "Cookie" not in head


@pytest.mark.parametrize(
    ("deed", "kind"),
    [
        (network.drip, "drip"),
        (network.nothing, "silent"),
        (network.hang_up, "reset"),
        (network.answer(b"no", "503 Busy"), "http-status"),
        (network.answer(b"no", "404 Not Found"), "http-status"),
        (network.answer(b"", "302 Found", "Location: http://elsewhere.example/"), "redirect"),
        (network.answer(b"", "302 Found", "Location: http://eais.rkn.gov.ru/x"), "blockpage"),
        (network.answer(b"no", "451 Unavailable"), "blockpage"),
        (network.answer(BLOCK_PAGE, "403 Forbidden"), "blockpage"),
        (network.answer(BLOCK_PAGE), "blockpage"),
        (network.answer(PORTAL), "foreign-body"),
        (network.answer(b"{}"), "foreign-body"),
        (lambda line, _path: line.sendall(b"SSH-2.0-x\r\n" * 400), "foreign-body"),
        (lambda line, _path: line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 200), "silent"),
    ],
)
def test_what_a_server_does_instead_has_a_name(deed: network.Deed, kind: str, expected: Expected) -> None:
    assert look(deed, expected).kind == kind


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("most", [14_500, 16_000, 19_500])
def test_a_connection_that_is_cut_after_16_kb_is_a_kind_of_its_own(
    edition: Edition, expected: Expected, most: int, silent: bool
) -> None:
    found = look(network.cut_after(edition, most, silent=silent), expected)
    assert found.kind == "cut-16k", found
    assert found.edition == 7, "the small objects came"


def test_a_connection_that_ends_elsewhere_was_not_cut_so(edition: Edition, expected: Expected) -> None:
    assert look(network.cut_after(edition, 30_000), expected).kind == "reset"
    assert look(network.cut_after(edition, 200), expected).kind == "reset"


def test_where_nothing_is_large_many_small_ones_find_the_cut(edition: Edition, expected: Expected) -> None:
    small = replace(expected, large=())
    sent: dict[socket.socket, int] = {}

    def deed(line: socket.socket, path: str) -> None:
        if sent.get(line, 0) > 15_000:
            network.nothing(line, path)
        sent[line] = sent.get(line, 0) + len(edition.files.get(path, b"")) + 60
        network.honest(edition)(line, path)

    assert look(deed, small).kind == "cut-16k"
    assert look(network.honest(edition), small).kind == "ok"
    closes = look(lambda line, path: _close_after(line, path, edition), small)
    assert closes.kind == "ok" and "nothing larger" in closes.note


def _close_after(line: socket.socket, path: str, edition: Edition) -> None:
    data = edition.files.get(path)
    network.send(line, data or b"no", "200 OK" if data else "404 Not Found", "Connection: close")
    raise OSError


def test_bytes_that_are_not_ours_are_wrong_and_a_page_with_a_script_too(edition: Edition, expected: Expected) -> None:
    def change(path: str, data: bytes) -> bytes:
        return data.replace(b"</article>", b"<script src=//x></script></article>") if path.endswith(".html") else data

    changed = Edition({p: change(p, d) for p, d in edition.files.items()}, edition.manifest, edition.root)
    kinds = [look(network.honest(changed), replace(expected, chance=random.Random(n))).kind for n in range(4)]
    assert "wrong" in kinds and set(kinds) <= {"wrong", "ok"}
    forged = sign(make_edition({**make_pages()}, number=8), ring=KeyRing(edition="thief"))
    assert look(network.honest(forged), expected).kind == "wrong"


def test_an_article_that_quotes_a_block_page_is_still_ours(expected: Expected) -> None:
    quotes = make_edition({f"/{n}.html": (b"<html><body>eais.rkn.gov.ru" + b"x" * n, HTML) for n in range(9)}, number=7)
    assert look(network.honest(quotes), replace(expected, root=quotes.root, large=())).kind == "ok"


def test_well_signed_but_old_is_old_and_going_back_is_a_rollback(edition: Edition, expected: Expected) -> None:
    assert look(network.honest(edition), replace(expected, edition=10)).kind == "ok"
    assert look(network.honest(edition), replace(expected, edition=11)).kind == "old"
    assert look(network.honest(edition), expected, seen=8).kind == "rollback"
    assert look(network.honest(edition), expected, seen=7).kind == "ok"
    run_out = sign(edition, now=NOW - timedelta(hours=49))
    found = look(network.honest(run_out), expected)
    assert (found.kind, found.edition) == ("old", 7)


def test_a_mirror_that_is_being_brought_up_to_date_is_not_called_wrong(edition: Edition, expected: Expected) -> None:
    """Plain pages of the next edition lie there already, its pointer does not."""
    path = "/en/2026/2/story-1.html" if "/en/2026/2/story-1.html" in edition.files else "/en/2026/02/story-1.html"
    pages = {one: (b"<p>new</p>", HTML) if one.endswith(".html") else value for one, value in make_pages().items()}
    coming = make_edition(pages, number=8, versions=Versions(2, 2, 2))
    assert path in coming.files
    mixed = {**edition.files, **{p: d for p, d in coming.files.items() if not p.startswith("/tuf/")}}
    between = Edition(mixed, edition.manifest, edition.root)

    def own(path: str) -> str | None:
        return digest(coming.files[path]) if path in coming.files else None

    assert look(network.honest(between), replace(expected, large=(), chance=random.Random(3))).kind == "wrong"
    assert look(network.honest(between), replace(expected, large=(), own=own, chance=random.Random(3))).kind == "ok"


# DNS and TCP, from here.


def named(resolve: object, port: int = 9) -> Observation:
    way = Way(Vantage("here"), QUICK, resolve)  # type: ignore[arg-type]
    return probe(Target("riga", f"http://mirror.example:{port}/", "public"), way, Expected(b"", 1), NOW)


def test_a_name_that_is_not_found_and_a_name_that_is_falsified(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_found(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    assert named(resolve_name).kind == "dns"
    monkeypatch.undo()
    assert named(lambda _host, _seconds: []).kind == "dns"
    for bad in ("127.0.0.1", "10.10.34.36", "0.0.0.0", "195.175.254.2", "::1", "100.64.0.1", "::ffff:10.0.0.1"):
        found = named(lambda _host, _seconds, bad=bad: ["203.0.114.7", bad])
        assert (found.kind, found.steps.keys()) == ("dns-bogon", {"dns"}), bad
    assert not is_bogon("9.9.9.9") and not is_bogon("2620:fe::fe")


def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    stop = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [][: stop.wait(5)])
    assert named(resolve_name).kind == "dns"
    stop.set()


def test_refused_and_unanswered_are_two_things() -> None:
    with socket.socket() as free:
        free.bind((network.HOST, 0))
        port = free.getsockname()[1]
        assert probe(Target("riga", f"http://127.0.0.1:{port}/", "public"), HERE, Expected(b"", 1), NOW).kind == (
            "tcp-refused"
        )


def test_nothing_that_answers_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> socket.socket:
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", never)
    assert probe(Target("riga", "http://127.0.0.1:9/", "public"), HERE, Expected(b"", 1), NOW).kind == "tcp-timeout"


def test_a_handshake_that_is_broken_off_is_tls() -> None:
    with network.broken_tls() as port:
        target = Target("riga", f"https://localhost:{port}/", "public")
        assert probe(target, HERE, Expected(b"", 1), NOW).kind == "tls"


# Through a proxy.


@pytest.fixture
def mirror(edition: Edition) -> Iterator[network.Server]:
    with network.serving(network.honest(edition)) as server:
        yield server


def through(port: int, target: Target, expected: Expected, login: Login | None = None) -> Observation:
    way = Way(
        Vantage("xx", "XX", proxy=f"socks5://127.0.0.1:{port}", login=login), QUICK, lambda *_: pytest.fail("DNS")
    )
    return probe(target, way, expected, NOW)


def test_through_socks_names_are_looked_up_over_there(mirror: network.Server, expected: Expected) -> None:
    target = Target("riga", "http://secret.example/", "public")
    with network.socks_proxy({"secret.example": mirror.port}) as proxy:
        found = through(proxy.port, target, expected)
    assert found.kind == "ok"
    assert set(proxy.asked) == {("secret.example", 80)}
    assert "dns" not in found.steps


def test_a_proxy_may_need_a_name_and_a_password(mirror: network.Server, expected: Expected) -> None:
    target = Target("riga", "http://secret.example/", "public")
    with network.socks_proxy({"secret.example": mirror.port}, login=("nina", "rope")) as proxy:
        assert through(proxy.port, target, expected, Login("nina", "rope")).kind == "ok"
        assert through(proxy.port, target, expected, Login("nina", "cord")).kind == "vantage"
        assert through(proxy.port, target, expected).kind == "vantage"
    assert "rope" not in repr(Vantage("xx", login=Login("nina", "rope")))


@pytest.mark.parametrize(
    ("says", "kind"), [(5, "tcp-refused"), (6, "tcp-timeout"), (4, "unreachable"), (2, "vantage"), (7, "vantage")]
)
def test_what_a_socks_proxy_says_of_the_way_is_told_from_its_own_trouble(
    says: int, kind: str, expected: Expected
) -> None:
    with network.socks_proxy({}, says) as proxy:
        assert through(proxy.port, Target("riga", "http://secret.example/", "public"), expected).kind == kind


def test_a_proxy_that_is_down_says_nothing_about_the_mirror(expected: Expected) -> None:
    with socket.socket() as free:
        free.bind((network.HOST, 0))
        found = through(free.getsockname()[1], Target("riga", "http://secret.example/", "public"), expected)
    assert found.kind == "vantage"


@pytest.mark.parametrize(
    ("status", "kind"), [("504 Late", "tcp-timeout"), ("502 Bad", "unreachable"), ("407 Who", "vantage")]
)
def test_what_an_http_proxy_says(status: str, kind: str, expected: Expected) -> None:
    with network.serving(network.answer(b"", status)) as proxy:
        way = Way(Vantage("xx", "XX", proxy=f"http://127.0.0.1:{proxy.port}"), QUICK)
        found = probe(Target("riga", "https://secret.example/", "public"), way, expected, NOW)
    assert found.kind == kind
    assert proxy.asked[0].startswith("CONNECT secret.example:443 ")
