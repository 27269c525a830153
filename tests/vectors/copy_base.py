"""An edition with a page that is worth a copy: pictures, links, scripts, a banner, a list of mirrors."""

from __future__ import annotations

import json
from datetime import timedelta

from tamizdat.core.trust.mirror_list import sign_list
from tests.reading.edition import HTML, ISSUED, Edition, key, make_edition, sign

PAGE, BANNER, ADDRESS = "/en/2026/quay.html", "/copy/en.json", "https://m.example/lamp/"
PICTURE, LARGE = b"\xff\xd8\xff picture", b"\xff" * 15_000
TEXT = """<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'; script-src 'self'">
<title>Quay > &lt;sea&gt;</title>
<link rel="icon" href="../../icon.svg" type="image/svg+xml">
<style>a>b{color:red}</style>
<script type="application/ld+json">{"a":"<b>"}</script>
<script src="../../reader.js" data-home="en" defer></script>
</head>
<body class="article" data-live>
<a class="skip" href="#text">Skip</a> <a href="../index.html?x#y">Front</a> <a href="https://else.example/">Else</a>
<!-- <a href="comment.html"> -->
<picture><source type="image/avif" srcset="../../p/a.avif"><img src="../../p/a.jpg" alt="src=&quot; href="></picture>
<img src="../../p/large.jpg" alt="large"><img src="../../p/none.jpg" alt="none"><img src="https://else.example/x.png">
<img alt="a > b" src="../../p/a.jpg" srcset="x 2x"><a href="//evil.example/">away</a> <a href="../../../up.html">up</a>
<p>خبر café 😀 {edition}</p>
</body>
</html>
"""


def banner(language: str = "en") -> bytes:
    html = '<aside lang="{language}">A copy of edition {edition}, {date} {time}: <a href="{page}">{address}</a></aside>'
    alone = "<aside>A copy of edition {edition}, {date}, {address}</aside>"
    value = {
        "banner": html.replace("{language}", language),
        "banner_without_address": alone,
        "format": "tamizdat-copy-v1",
        "language": language,
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def copy_pages(text: str = TEXT) -> dict[str, tuple[bytes, str]]:
    pages = {f"/en/{number}.html": (b"<p>%d</p>" % number, "application/x-text") for number in range(12)}
    return {
        PAGE: (text.encode(), HTML),
        BANNER: (banner(), "application/json"),
        "/p/a.jpg": (PICTURE, "image/jpeg"),
        "/p/large.jpg": (LARGE, "image/jpeg"),
        **pages,
    }


def signed_list(*addresses: str) -> bytes:
    return sign_list("public", addresses, version=1, now=ISSUED, signers=[key("edition")], lasts=timedelta(days=30))


def copy_edition(text: str = TEXT, addresses: tuple[str, ...] | None = (ADDRESS,), **how: object) -> Edition:
    """An edition with ``PAGE`` in it, and a public list of these addresses (None: no list at all)."""
    made = make_edition(copy_pages(text), **how)  # type: ignore[arg-type]
    signing = {name: value for name, value in how.items() if name != "number"}
    others = None if addresses is None else {"mirrors.json": signed_list(*addresses)}
    return sign(made, others=others, **signing)  # type: ignore[arg-type]
