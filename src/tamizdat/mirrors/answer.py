"""What a mirror answers to one request: the file, its headers, or why not. Decides; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from tamizdat.mirrors.tree import Found, PublicTree, split_path
from tamizdat.shell.headers import ASK_AGAIN, SHORT, content_type, keep_for

# Each page also carries a stricter policy of its own, with the digest of its inline style; both apply. Where a form may
# lead to is said by the page alone: only the page on how to give names an address, and that changes with the offer.
POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; script-src 'self'; "
    "connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("access-control-allow-origin", "*"),
)
WORKER, WORKER_POLICY = "/worker.js", "default-src 'none'; script-src 'self'; connect-src 'self' https: http:"
"""The reader's worker asks other mirrors: a worker obeys the policy that came with its script, not that of a page."""
NOT_FOUND_PAGE = "404.html"
GONE_PAGE = "410.html"
LONGEST_ACCEPT = 200
"""No browser says more; what is remembered of strangers' words stays small."""
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """The part of a request that an answer may depend on: nothing of it tells who asks."""

    method: str
    path: str
    accept_encoding: str = ""
    if_none_match: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and headers; the body is ``found``'s, or ``data``, or nothing."""

    status: int
    headers: Headers
    data: bytes = b""
    found: Found | None = None


def answer(tree: PublicTree, request: Request, onion: str = "") -> Answer:
    """Look the path up in the edition that is current now."""
    if request.method not in ("GET", "HEAD"):
        return _say(405, "Only GET and HEAD.", [("allow", "GET, HEAD")])
    names = split_path(request.path)
    with tree.open_root() as root:
        if root is None:
            return _say(503, "No edition has been pressed yet.", [("retry-after", "30")])
        if names is not None:
            given = _answer_file(tree, root, names, request, onion)
            if given is not None:
                return given
        if names is not None and (gone := _gone(tree, root, names, request)):
            return gone
        return _not_found(tree, root, request)


def _answer_file(tree: PublicTree, root: int, names: list[str], request: Request, onion: str) -> Answer | None:
    if not names[-1]:
        names = [*names[:-1], "index.html"]
    path = "/" + "/".join(names)
    found = tree.find(root, names, _encodings(path, request))
    if found is None:
        return _to_folder(tree, root, names)
    media_type = tree.media_type(root, path)
    headers = _headers(found, media_type, keep_for(path))
    if path == WORKER:
        headers[0] = ("content-security-policy", WORKER_POLICY)
    if onion and media_type.startswith("text/html"):
        headers.append(("onion-location", onion + quote(request.path)))
    if _has_it(request.if_none_match, found.etag):
        return Answer(304, [one for one in headers if one[0] not in ("content-type", "content-encoding")])
    return Answer(200, headers, found=found)


def _to_folder(tree: PublicTree, root: int, names: list[str]) -> Answer | None:
    """``/en`` leads to ``/en/`` when that is there."""
    if tree.find(root, [*names, "index.html"]) is None:
        return None
    return _say(301, "", [("location", quote("/" + "/".join(names) + "/")), ("cache-control", SHORT)])


def _gone(tree: PublicTree, root: int, names: list[str], request: Request) -> Answer | None:
    """What was withdrawn: the notice of its language, which gives no reason."""
    page = tree.find(root, [names[0], GONE_PAGE], _encodings("/", request))
    path = "/" + "/".join(names if names[-1] else [*names[:-1], "index.html"])
    if page is None or not tree.is_withdrawn(path):
        return None
    return Answer(410, _headers(page, "text/html", ASK_AGAIN), found=page)


def _not_found(tree: PublicTree, root: int, request: Request) -> Answer:
    page = tree.find(root, [NOT_FOUND_PAGE], _encodings("/", request))
    if page is None:
        return _say(404, "Not found.", [("cache-control", ASK_AGAIN)])
    return Answer(404, _headers(page, "text/html", ASK_AGAIN), found=page)


def _headers(found: Found, media_type: str, keep: str) -> Headers:
    headers = [
        *ALWAYS,
        ("content-type", content_type(media_type)),
        ("etag", found.etag),
        ("cache-control", keep),
        ("vary", "Accept-Encoding"),
    ]
    if found.encoding:
        headers.append(("content-encoding", found.encoding))
    return headers


def _say(status: int, text: str, headers: Headers) -> Answer:
    return Answer(status, [*ALWAYS, ("content-type", "text/plain; charset=utf-8"), *headers], text.encode())


def _encodings(path: str, request: Request) -> tuple[str, ...]:
    accept = request.accept_encoding
    return () if path.endswith((".gz", ".br")) or len(accept) > LONGEST_ACCEPT else wanted_encodings(accept)


@lru_cache(256)
def wanted_encodings(accept: str) -> tuple[str, ...]:
    """Of brotli and gzip, those that a client takes, best first. ``gzip;q=0`` is a no."""
    takes: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, _, quality = part.partition(";")
        takes[name.strip()] = _quality(quality)
    takes.setdefault("br", takes.get("*", 0))
    takes.setdefault("gzip", takes.get("*", 0))
    return tuple(sorted((name for name in ("br", "gzip") if takes[name] > 0), key=lambda name: -takes[name]))


def _quality(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=")) if text.strip() else 1.0
    except ValueError:
        return 0.0


def _has_it(if_none_match: str, etag: str) -> bool:
    """Does the client hold these very bytes?"""
    if not if_none_match:
        return False
    held = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return etag in held or "*" in held
