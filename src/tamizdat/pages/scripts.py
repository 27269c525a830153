"""Scripts as an edition carries them: some alone, some joined into one that also an old browser runs, and from a disk.

Joining drops what only modules have, comments and indents, and nothing else: whoever wants to read a script finds its
parts beside it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

VERIFIER = ("verify-json.js", "verify-map.js", "verify-trust.js", "verify-page.js")
JOINED = {
    "worker.js": (*VERIFIER, "verify-list.js", "worker.js"),
    "check.js": (*VERIFIER, "verify.js", "check.js"),
    "copy.js": (*VERIFIER, "verify-list.js", "verify.js", "verify-copy.js", "verify-drop.js", "copy.js"),
    "search.js": ("search-words.js", "search-shards.js", "search.js"),
}
"""Script → its parts, in the order in which they stand."""
PRINTED_ELSEWHERE = ("refusal.js",)
_module = re.compile(
    r"^(?:import [^;]*;|export \{[^;]*;|export (?=(?:async|class|const|function|let) ))[ ]*\n?", re.MULTILINE
)
_comments = re.compile(r"""^[ ]*//.*\n|^[ ]+|[ ]+// [^"'`\n]*$|^\n""", re.MULTILINE)


def read_script(name: str) -> str:
    """A script as it was written."""
    return (files("tamizdat.pages") / "assets" / name).read_text(encoding="utf-8")


@cache
def join_scripts(*names: str) -> str:
    """``join_scripts("verify-json.js", "worker.js")``: one classic script, with nothing in the reach of others."""
    parts = "".join(_comments.sub("", _module.sub("", read_script(name))) for name in names)
    return f"// {', '.join(names)} of this edition, joined.\n(() => {{\n{parts}}})();\n"


def printed_scripts() -> dict[str, str]:
    """By name, every script of an edition."""
    names = sorted(one.name for one in files("tamizdat.pages").joinpath("assets").iterdir())
    scripts = {one: read_script(one) for one in names if one.endswith(".js") and one not in PRINTED_ELSEWHERE}
    return scripts | {name: join_scripts(*parts) for name, parts in JOINED.items()}
