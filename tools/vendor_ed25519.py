"""Make ``pages/assets/ed25519.js`` from the package that its authors published (docs/decisions/29-two-verifiers.md).

    npm pack @noble/ed25519@3.2.0 && tar xzf noble-ed25519-3.2.0.tgz && python tools/vendor_ed25519.py package

Left out are comments, and every definition that ``verifyAsync`` does not need; indents are narrower, so that the whole
is under 14,000 bytes as it is. Nothing else of the code is touched.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src" / "tamizdat" / "pages" / "assets" / "ed25519.js"
BLOCK = re.compile(r"^ *\/\*\*.*?\*\/\n", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^ *//.*\n|(?<=[;{},]) // .*$", re.MULTILINE)
DEFINED = re.compile(r"^(?=(?:const|let|class) (\w+))", re.MULTILINE)
HEAD = """\
// Follows RFC 8032, section 5.1.7, where WebCrypto has no Ed25519: @noble/ed25519 3.2.0, what verifying needs.
// Made by tools/vendor_ed25519.py. As a module and as a classic script it sets verifyEd25519(signature, message, key).
/*
{licence}
*/
(() => {{
"use strict";
"""
TAIL = """\
globalThis.verifyEd25519 = (signature, message, key) => verifyAsync(signature, message, key, { zip215: false });
})();
"""


def main(package: Path) -> None:
    """Write the file."""
    code = (package / "index.js").read_text(encoding="utf-8")
    exports = code.rindex("export {")
    body = needed(LINE.sub("", BLOCK.sub("", code[:exports])), "verifyAsync")
    body = re.sub(r"^((?:    )+)", lambda found: " " * (len(found[1]) // 4), body, flags=re.MULTILINE)
    licence = (package / "LICENSE").read_text(encoding="utf-8").strip()
    TARGET.write_text(HEAD.format(licence=licence) + body.strip() + "\n" + TAIL, encoding="utf-8")


def needed(code: str, last: str) -> str:
    """The definitions that this one stands on, in their order."""
    _, *parts = DEFINED.split(code)
    defined = dict(zip(parts[::2], parts[1::2], strict=True))
    reached, waiting = set[str](), [last]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [one for one in re.findall(r"\w+", defined[name]) if one in defined]
    return "".join(text for name, text in defined.items() if name in reached)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
