"""What is tidied when an article is saved: no paragraph keeps the desk waiting, no link leads elsewhere after it."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tamizdat.newsroom.desk import paste
from tamizdat.newsroom.desk.paste import tidy_html
from tamizdat.newsroom.desk.tracking import plain_address

SPACE = "\u00a0"
SCRIPT = Path(paste.__file__).parents[1] / "static" / "desk" / "paste.js"
needs_node = pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
STAY = [
    "https://old.example/find?q=%EF%F0%E8&page=2",
    "https://news.example/story?print",
    "https://news.example/?a;b",
    "https://news.example/?a=1+2&b=%20#part?utm_source=x",
    "HTTPS://News.example/?a=%7e",
]
"""Addresses whose every sign matters to the server that reads them."""


@pytest.mark.parametrize("repeated", [f"{SPACE}<br/>", "&nbsp;<br/>", f" {SPACE}", "<b></b>", f"<br/>{SPACE}</b><b>"])
def test_a_paragraph_of_many_empty_lines_and_a_word_is_tidied_at_once(repeated):
    began = time.monotonic()
    html = tidy_html(f"<p>{repeated * 60}word</p>")
    assert time.monotonic() - began < 1 and html.endswith("word</p>")


def test_what_holds_nothing_goes():
    empty = f"<p>{SPACE}<br/>{SPACE}<b> </b></p>"
    assert tidy_html(f"<ul><li>{SPACE}</li></ul>{empty}<p>word</p>") == "<p>word</p>"


@pytest.mark.parametrize("address", STAY)
def test_a_link_keeps_every_sign_that_counts_nobody(address):
    place, sign, rest = address.partition("#")
    assert plain_address(address) == address
    assert plain_address(f"{place}&utm_source=feed&fbclid=z{sign}{rest}") == address


def test_marks_are_taken_out_wherever_they_stand():
    assert plain_address("https://a.example/?utm_source=x") == "https://a.example/"
    assert plain_address("https://a.example/?utm_source=x&b=1&utm%5Fmedium=y#end") == "https://a.example/?b=1#end"


def test_an_address_inside_another_is_taken_out_only_if_every_sign_of_it_is_known():
    assert (
        plain_address("https://vk.com/away.php?to=https%3A%2F%2Fa.example%2F%3Fq%3D%25EF") == "https://a.example/?q=%EF"
    )
    unknown = "https://vk.com/away.php?to=https://a.example/?q=%EF"
    assert plain_address(unknown) == unknown


def run(javascript: str) -> str:
    """What node prints."""
    told = subprocess.run(["node", "-e", javascript], capture_output=True, text=True, check=True, timeout=20)
    return told.stdout


@needs_node
def test_the_browser_takes_out_the_same():
    """The function of paste.js by itself; what it does in a page is tested in Chromium."""
    source = SCRIPT.read_text("utf-8")
    part = source[source.index("  const MARKS") : source.index("  // A style means emphasis")]
    given = [one.partition("#")[0] + "&utm_source=feed" for one in STAY]
    told = run(f"{part}\nconsole.log(JSON.stringify({json.dumps(given)}.map(plainAddress)))")
    assert json.loads(told) == [one.partition("#")[0] for one in STAY]


@needs_node
def test_the_browser_is_not_kept_waiting_either():
    (last,) = [line for line in SCRIPT.read_text("utf-8").splitlines() if 'return out.join("")' in line]
    out = [f"{SPACE}<br>"] * 60 + ["word"] + [f"{SPACE}<br>"] * 60 + ["word", f"<br>{SPACE}"]
    told = run(f"console.log((() => {{ const out = {json.dumps(out)}; {last} }})())")
    assert told.startswith("word") and told.endswith("<br>word\n")
