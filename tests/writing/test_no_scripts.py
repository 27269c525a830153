"""The known attacks, through every way in: no script, no handler, no address that runs, in any file of the edition."""

from __future__ import annotations

import html as entities
import json
import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree
from lxml import html as lxml_html
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from tamizdat.newsroom.incoming import IncomingFigure, IncomingPicture
from tests.desk.conftest import jpeg
from tests.desk.test_articles import write
from tests.newsroom.bring import article, publish
from tests.writing.press_it import press_newsroom

INPUT = Path(os.environ.get("TAMIZDAT_INPUT") or Path(__file__).parents[2] / "../shared/input") / "security"
needs_attacks = pytest.mark.skipif(not INPUT.is_dir(), reason=f"the known attacks are not at {INPUT}")
RUNS = re.compile(r"[\x00-\x20]*(?:javascript|vbscript|data|livescript|mocha|blob|file)[\x00-\x20]*:", re.IGNORECASE)
TOGETHER = 6
BAD = {"iframe", "object", "embed", "svg", "math", "base", "applet", "frame", "video", "audio", "marquee", "template"}


def attacks() -> list[str]:
    """Ways to run a script, and strings that break what is careless."""
    known = [one["payload"] for one in json.loads((INPUT / "html-xss/dompurify_expect.json").read_text())]
    strings = [
        one for one in json.loads((INPUT / "blns/blns.json").read_text()) if "<" in one or "script" in one.lower()
    ]
    feeds = [file.read_text(errors="ignore") for file in sorted((INPUT / "feedparser-sanitize").glob("*on*.xml"))[::4]]
    found = [one.encode(errors="ignore").decode() for one in (*known, *strings, *feeds)]
    return [one for one in found if len(one) < 5_000]


def poisoned(number: int, several: Sequence[str]) -> Any:
    """An article of an archive in which every word is an attack."""
    bad = several[0]
    body = [block for one in several for block in in_every_block(one)]
    return article(
        f"attack-{number}", headline=bad or "?", body=tuple(body), standfirst=bad, dateline=bad,
        section=bad[:80] or "?",
        topics=(bad[:100] or "?",), bylines=(bad[:100] or "?",),
        licence=bad, slug=bad, published=datetime(2026, 2, 1, tzinfo=UTC), legacy=tuple(several),
        corrections=[{"at": "2026-02-02T00:00:00+00:00", "html": one} for one in several],
        picture=IncomingFigure("a.jpg", bad, bad, bad), pictures=(IncomingPicture("a.jpg", bad, bad, bad, jpeg()),),
    )  # fmt: skip


def in_every_block(bad: str) -> tuple[dict[str, Any], ...]:
    figure = {"picture": "a.jpg", "alt": bad, "caption": bad, "sensitive": bad}
    return (
        {"type": "text", "html": bad}, {"type": "heading", "level": 2, "text": bad}, {"type": "figure", **figure},
        {"type": "gallery", "pictures": [figure]}, {"type": "quote", "html": bad, "cite": bad},
        {"type": "embed", "address": bad, "provider": bad, "title": bad},
        {"type": "embed", "address": f"https://x.example/{bad}", "provider": bad, "title": bad},
        {"type": "table", "caption": bad, "header": True, "rows": [[bad, bad]]}, {"type": "code", "text": bad},
        {"type": "text", "html": f'<p><a href="{bad}">{bad}</a></p>'},
    )  # fmt: skip


def look(root: Any) -> None:
    for one in root.iter(etree.Element):
        assert one.tag not in BAD, one.tag
        for name, value in one.attrib.items():
            assert not name.lower().startswith("on") and name not in ("style", "srcdoc", "formaction"), (one.tag, name)
            assert not RUNS.match(value) or name in ("alt", "title", "content", "aria-label"), (one.tag, name, value)
        if one.tag == "script" and not one.get("src"):
            assert one.get("type") == "application/ld+json"
            json.loads(one.text)
        if one.tag == "meta" and one.get("http-equiv", "").lower() == "refresh":
            assert not RUNS.search(one.get("content", "").partition("=")[2])


def look_at_edition(tree: Path) -> int:
    pages = 0
    for file in tree.rglob("*"):
        if file.suffix == ".html":
            look(lxml_html.document_fromstring(file.read_bytes()))
            pages += 1
        elif file.suffix == ".xml":
            feed = etree.fromstring(file.read_bytes(), etree.XMLParser(huge_tree=True))
            for content in feed.iter("{http://www.w3.org/2005/Atom}content", "{http://www.w3.org/2005/Atom}summary"):
                if content.get("type") == "html" and (content.text or "").strip():
                    look(lxml_html.fromstring(f"<div>{content.text}</div>"))
            for link in feed.iter("{http://www.w3.org/2005/Atom}link"):
                assert not RUNS.match(link.get("href", ""))
        assert file.suffix != ".svg" or file.name == "icon.svg", file
    return pages


@needs_attacks
@pytest.mark.long
@pytest.mark.timeout(240)
def test_nothing_that_was_imported_runs(newsroom_of_attacks, tmp_path: Path):
    assert look_at_edition(press_newsroom(tmp_path)) > len(newsroom_of_attacks) / TOGETHER


@pytest.fixture
def newsroom_of_attacks(paper) -> list[str]:
    bad = attacks()
    assert len(bad) > 250
    publish(*(poisoned(at, bad[at : at + TOGETHER]) for at in range(0, len(bad), TOGETHER)))
    return bad


CHOSEN = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)//https://x.example/",
    "<a href='java&#10;script:alert(1)'>x</a>", "<svg/onload=alert(1)>", "</script><script>alert(1)</script>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "';alert(1)//", "{{constructor}}",
)  # fmt: skip


def in_words(bad: str) -> str:
    """Typed, or pasted without marks."""
    return rich_text(f"<p>{entities.escape(bad)}</p>")


def link_to(address: str, words: str) -> str:
    """What the editor's own program sends for a link."""
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}
    span = {"offset": 0, "length": len(words), "key": 0}
    text = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "data": {}}
    return json.dumps({"entityMap": {"0": entity}, "blocks": [{**text, "entityRanges": [span]}]})


def test_nothing_that_was_typed_pasted_or_uploaded_at_the_desk_runs(editor, paper, tmp_path: Path):
    from tamizdat.newsroom.models import ArticlePage, Byline, Picture

    for bad in CHOSEN:
        file = SimpleUploadedFile(f"{bad}.jpg".replace("/", "_"), jpeg(), "image/jpeg")
        editor.post("/images/add/", {"file": file, "collection": "1", "title": bad, "description": bad, "credit": bad})
        picture = Picture.objects.latest("pk")
        byline = Byline.objects.create(name=bad, description=bad, locale=paper.locale)
        shown = {"picture": str(picture.pk), "alt": bad, "caption": in_words(bad), "sensitive": bad}
        body = [
            ("text", link_to(bad, bad)), ("text", in_words(bad)), ("figure", shown),
            ("heading", {"level": "2", "text": bad}), ("quote", {"text": in_words(bad), "cite": bad}),
            ("embed", {"address": f"https://x.example/?{entities.escape(bad)}", "provider": bad, "title": bad}),
            ("table", {"caption": bad, "header": "on", "rows": f"{bad} | [x](javascript:alert(1))\n{bad}"}),
        ]  # fmt: skip
        words = {"title": bad, "standfirst": bad, "picture": str(picture.pk), "picture_sensitive": bad, "licence": bad,
                 "article_bylines": inline_formset([{"byline": byline.pk, "id": "", "ORDER": "1"}])}  # fmt: skip
        for said in ("1", "anyway"):
            write(editor, paper, body=streamfield(body), **{"action-publish": said}, **words)
    assert ArticlePage.objects.filter(live=True).count() >= len(CHOSEN) - 1
    tree = press_newsroom(tmp_path)
    assert look_at_edition(tree) > len(CHOSEN)
    assert not any("alert" in file.name or "script" in file.name for file in (tree / "pictures").iterdir())


def test_no_drawing_that_holds_programs_is_taken(editor):
    from tamizdat.newsroom.models import Picture

    files = sorted((INPUT / "svg").glob("*")) if INPUT.is_dir() else []
    drawings = [(file.name, file.read_bytes()) for file in files] + [("a.svg", b"<svg onload='alert(1)'/>")]
    for name, data in drawings:
        for called in (name, f"{name}.jpg", f"{name}.png"):
            words = {"collection": "1", "title": "a", "description": "b", "credit": "c"}
            editor.post("/images/add/", {"file": SimpleUploadedFile(called, data, "image/png"), **words})
    assert not Picture.objects.exists()


@needs_attacks
@pytest.mark.long
@pytest.mark.browser
def test_nothing_of_a_pasted_attack_is_left_for_the_editor_and_none_of_it_runs(own_browser):
    script = Path(__file__).parents[2] / "src/tamizdat/newsroom/static/desk/paste.js"
    page, said, asked = own_browser.new_page(), [], []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.set_content("<!doctype html><title>x</title>")
    page.add_script_tag(content=script.read_text(encoding="utf-8"))
    for bad in attacks():
        cleaned = page.evaluate("html => deskCleanPaste(html)", bad)
        if cleaned:
            root = lxml_html.fromstring(f"<div>{cleaned}</div>")
            assert {one.tag for one in root.iter(etree.Element)} <= {
                "div", "p", "ul", "ol", "li", "a", "strong", "em", "s", "code", "sup", "sub", "br",
            }, cleaned  # fmt: skip
            look(root)
    page.close()
    assert said == [] and [one for one in asked if not one.startswith("about:")] == []
