"""How the parts of the support site print a page: templates of their own, the paper's style, packed where it helps."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from minijinja import Environment

from tamizdat.pages.escape import Markup
from tamizdat.pages.style import minify


def templates_of(part: str) -> Environment:
    """The templates of a part, such as ``tamizdat.contributions.site.give``."""

    def load(name: str) -> str:
        """A template, without the spaces that indent it."""
        return re.sub(r"\n\s*", "\n", (files(part) / "templates" / name).read_text(encoding="utf-8")).strip()

    return Environment(
        loader=load,
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        auto_escape_callback=lambda _: "html",
    )


def paper_css() -> str:
    """The paper's style, without its notice: nobody is asked twice."""
    css = (files("tamizdat.pages") / "assets" / "style.css").read_text(encoding="utf-8")
    return re.sub(r"/\* only with: <details class=\"notice\" \*/.*?(?=/\* only with)", "", css, flags=re.DOTALL)


def make_style(*css: str) -> tuple[Markup, str]:
    """A style that stands in the page, and its digest for the policy."""
    whole = minify("".join(css))
    return Markup(whole), "sha256-" + base64.b64encode(hashlib.sha256(whole.encode()).digest()).decode()


def pack(response: HttpResponse, data: bytes, request: HttpRequest) -> HttpResponse:
    """Packed where the browser understands it: nothing that others can choose stands beside what they must not know."""
    response["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        data = packer.compress(data) + packer.flush()
        response["Content-Encoding"] = "gzip"
    response.content = data
    response["Content-Length"] = str(len(data))
    return response


def see_other(address: str) -> HttpResponse:
    """What was sent is not sent again."""
    response = HttpResponse(status=303)
    response["Location"] = address
    return response
