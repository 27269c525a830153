"""What somebody who stole a key can do, until when, and what readers see of it. Table: docs/operating/keys.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tamizdat.core.trust.metadata import SignedFile
from tamizdat.keys.roots import keys_of, threshold_of

EDITION = (
    "The edition key alone: send readers to mirrors of the thief's choice, by a false list of mirrors.",
    "  Not: change a word. An edition needs the timestamp key too, and lists lead only to words that are checked.",
    "  Readers see nothing of it.",
)
TIMESTAMP = (
    "The timestamp key alone: keep an old edition looking like the latest one, for up to 90 days after it was signed;",
    "  or sign so high a number that readers refuse our next timestamps, until a root with a new key reaches them.",
    "  Not: change a word. Readers who reach an honest mirror see our latest edition.",
)
BOTH = (
    "Edition and timestamp keys together (the server was taken): false editions in our name, on the thief's mirrors.",
    "  Readers who get the next root refuse them from that moment on. A reader whom somebody keeps away from every",
    "  honest mirror does not get it, and believes the thief until the root that this reader has expires: {expires}.",
    "  Tell readers by other ways. `tamizdat verify` with the new root file tells true from false at once.",
)


def say_thief(root: SignedFile, online: Sequence[str], stolen: Sequence[str]) -> Iterator[str]:
    """``online``: edition, timestamp. ``stolen``: public keys of holders, or of machines that refresh."""
    roots = [one for one in stolen if one in keys_of(root, "root")]
    has_timestamp = "timestamp" in online or any(one in keys_of(root, "timestamp") for one in stolen)
    yield "What the thief can do until readers have the next root:"
    if "edition" in online and has_timestamp:
        yield from (line.format(expires=f"{root.expires:%d %B %Y}") for line in BOTH)
    elif "edition" in online:
        yield from EDITION
    elif has_timestamp:
        yield from TIMESTAMP
    if roots:
        yield from _say_roots(root, len(roots))
    yield ""


def _say_roots(root: SignedFile, count: int) -> Iterator[str]:
    threshold = threshold_of(root)
    if count < threshold:
        keys = "1 root key" if count == 1 else f"{count} root keys"
        yield f"{keys} of the {threshold} that have to sign: nothing, alone. Readers see nothing."
        yield f"  With {threshold - count} more the thief would be the newsroom: replace it today."
        return
    yield f"{count} root keys, and {threshold} sign: THE THIEF CAN BE THE NEWSROOM. He can sign a next root of his own,"
    yield "  and readers who get his before ours follow him for good; nothing on a mirror can win them back."
    yield "  Replace all holders now (`revoke` all of them with --add for new ones): who gets ours first is safe."
    yield "  Then begin anew, so that everybody can be told one root file to trust, by print, voice and other media:"
    yield "  `tamizdat keys request --begin-anew`, a ceremony, `tamizdat keys accept --begin-anew`."
