"""What can go wrong on the way to a reader who was here before, and the one right outcome of each.

The same cases are played to the Python reader and to the service worker in real browsers. A reader first visits the
honest site (edition ``seen``), and keeps root, versions and the list of mirrors. Then every place becomes what the case
says, and the reader asks for a page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

from tamizdat.core.trust.sign import Versions
from tests.hostile.mirror import (
    Answer,
    Trick,
    as_type,
    block_page,
    dead,
    in_manner,
    inject,
    never_existed,
    redirect_to,
    serve_some_from,
    silent,
    swap,
    throttled,
    with_headers,
)
from tests.hostile.world import World
from tests.reading.edition import KeyRing, make_root

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Verdict = Literal["current", "stale", "refused"]
MakeTrick = Callable[["Scene"], Trick]
SCRIPT = b"<script>document.title='stolen'</script><img src=\"https://count.example/p.gif\">"
SPY = (
    ("set-cookie", "reader=17; Max-Age=31536000"),
    ("etag", '"reader-17"'),
    ("content-security-policy", "default-src *"),
    ("refresh", "0; url=https://count.example/"),
    ("link", "<https://count.example/p.js>; rel=preload; as=script"),
)


@dataclass(frozen=True)
class Site:
    """What a place serves: an edition, signed so long ago, and how it misbehaves."""

    number: int = 2
    trick: Trick | None = None
    make_trick: MakeTrick | None = None
    age: timedelta = HOUR
    signing: dict[str, Any] = field(default_factory=dict)
    """Further arguments of ``World.edition``."""


@dataclass(frozen=True)
class Case:
    """One situation and its outcome."""

    name: str
    origin: Site
    mirrors: tuple[Site, ...]
    shown: int | None
    """The edition whose words the reader sees; None: none of anybody's."""
    verdict: Verdict
    source: Literal["origin", "mirror", ""] = "mirror"
    seen: int = 2
    seen_age: timedelta = 2 * HOUR
    page: Literal["story", "gone"] = "story"
    list_age: timedelta = HOUR
    """How long ago the list that the reader kept was signed."""
    slow: bool = False
    """It ends only when patience does."""


@dataclass(frozen=True)
class Scene:
    """What a trick may need to know."""

    world: World
    files: dict[str, bytes]
    """Of the place that misbehaves, as it would be honestly."""
    evil: str
    """The address of a server of the censor."""


OLD = Site(1, age=DAY)
"""Complete, well signed, still inside its time."""
GOOD = Site(2)
NEXT = Site(3)


def is_node_or_page(path: str) -> bool:
    return path.startswith("/o/")


def _older_objects(scene: Scene) -> Trick:
    """The metadata of now, nodes and pages of the edition before."""
    files, _ = scene.world.printed[1]
    return serve_some_from(files, lambda path: not path.startswith("/tuf/"))


def _swapped(scene: Scene) -> Trick:
    """Every object and page of the story answered with the other story, which has a valid proof of its own."""
    pages, _ = scene.world.printed[2]
    names = {data: path for path, data in pages.items() if path.startswith("/o/") and not path.endswith(".gz")}
    story, other = names[pages[scene.world.story]], names[pages[scene.world.other]]
    pairs = {scene.world.story: scene.world.other, story: other, f"{story}.gz": f"{other}.gz"}
    return swap(scene.files, pairs)


def _forged(scene: Scene) -> Trick:
    """Words of the censor's own under the right addresses, as many bytes as ours."""
    bad = scene.files[scene.world.story].replace(b"The second telling", b"The forged telling")
    pages, _ = scene.world.printed[2]
    name = next(path for path, data in pages.items() if data == pages[scene.world.story] and path.startswith("/o/"))
    return lambda path, answer: (
        Answer(200, bad, answer.headers) if path in (scene.world.story, name) else never_existed(
            lambda one: one == f"{name}.gz")(path, answer)
    )  # fmt: skip


STOLEN_ROOT = KeyRing(root=("root-1", "thief-2", "thief-3"), edition="thief", timestamp="thief")
"""One root key of three is stolen: the thief signs a root with it and with keys of their own."""


def one_root_key_stolen(scene_now: Any) -> list[bytes]:
    """A chain whose second root is signed by one key of three."""
    first = make_root(KeyRing(), now=scene_now - DAY)
    return [first, make_root(STOLEN_ROOT, version=2, now=scene_now - HOUR)]


RINGS = [KeyRing(root=(f"root-{n}", f"root-{n + 1}", f"root-{n + 2}")) for n in range(1, 42)]


def forty_rotations(now: datetime) -> list[bytes]:
    """Forty-one roots: one holder changes each time, those before sign too; all but first and last have expired."""
    first, *later = RINGS
    chain = [make_root(KeyRing(), now=now - 2 * DAY)]
    assert first.root == KeyRing().root
    for version, (before, ring) in enumerate(pairwise([first, *later]), 2):
        is_last = version == len(RINGS)
        when = now - DAY if is_last else now - 400 * DAY
        chain.append(make_root(ring, version=version, now=when, also=before.root[1:]))
    return chain


def thief_with_two(now: datetime) -> list[bytes]:
    """Two of three keys are the newsroom: a second root by the thief holds, by definition."""
    first = make_root(KeyRing(), now=now - DAY)
    thief = KeyRing(root=("thief-1", "thief-2", "thief-3"), edition="thief", timestamp="thief")
    return [first, make_root(thief, version=2, now=now - HOUR, also=("root-1", "root-2"))]


THIEF = KeyRing(root=("thief-1", "thief-2", "thief-3"), edition="thief", timestamp="thief")

CASES = [
    Case("the site is well", GOOD, (), 2, "current", "origin"),
    Case("the site has a newer edition than the reader saw", NEXT, (), 3, "current", "origin"),
    Case("the site is gone, a mirror has what the reader saw", Site(2, dead), (GOOD,), 2, "current"),
    Case("the site is gone, a mirror has a newer edition", Site(2, dead), (NEXT,), 3, "current"),
    Case("the first mirrors are gone too", Site(2, dead), (Site(2, dead), Site(2, throttled), GOOD), 2, "current"),
    Case("a mirror serves the edition before the one that was seen", Site(2, dead), (OLD, GOOD), 2, "current"),
    Case("every place serves the edition before the one that was seen", OLD, (OLD,), None, "refused", ""),
    Case("the site itself goes back", OLD, (GOOD,), 2, "current"),
    Case("who saw only the old edition is shown it", OLD, (), 1, "current", "origin", seen=1, seen_age=1.5 * DAY),
    Case("every signature ran out while the reader was away", Site(2, age=3 * DAY), (), 2, "stale", "origin",
         seen_age=3 * DAY),
    Case("the site is frozen, a mirror is not", Site(2, age=3 * DAY), (NEXT,), 3, "current", seen_age=3 * DAY),
    Case("metadata of now over nodes of before", Site(2, make_trick=_older_objects), (GOOD,), 2, "current"),
    Case("another article under this address, with its own valid proof", Site(2, make_trick=_swapped), (GOOD,), 2,
         "current"),
    Case("words that were never ours", Site(2, make_trick=_forged), (GOOD,), 2, "current"),
    Case("words that were never ours, everywhere", Site(2, make_trick=_forged), (Site(2, make_trick=_forged),), None,
         "refused", ""),
    Case("a script put into every page", Site(2, inject(SCRIPT)), (GOOD,), 2, "current"),
    Case("every answer cut in the middle, the length right", Site(2, in_manner("cut")), (GOOD,), 2, "current"),
    Case("every answer cut in the middle, in chunks", Site(2, in_manner("chunks-cut")), (GOOD,), 2, "current"),
    Case("answers without end", Site(2, in_manner("endless")), (GOOD,), 2, "current"),
    Case("answers that unpack to 256 megabytes", Site(2, in_manner("bomb")), (GOOD,), 2, "current"),
    Case("a byte a second", Site(2, in_manner("drip")), (GOOD,), 2, "current", slow=True),
    Case("an open line and no answer", Site(2, silent), (GOOD,), 2, "current", slow=True),
    Case("four mirrors say nothing", Site(2, dead), (*[Site(2, silent)] * 4, GOOD), 2, "current", slow=True),
    Case("a block page with status 200", Site(2, block_page), (GOOD,), 2, "current"),
    Case("a block page, everywhere", Site(2, block_page), (Site(2, block_page),), None, "refused", ""),
    Case("everything leads to the censor's server", Site(2, make_trick=lambda scene: redirect_to(scene.evil)), (GOOD,),
         2, "current"),
    Case("the right bytes, called a program", Site(2, as_type("application/x-msdownload")), (), 2, "current", "origin"),
    Case("the right bytes with headers that count and weaken", Site(2, with_headers(*SPY)), (), 2, "current", "origin"),
    Case("a page that is said never to have been", Site(2, never_existed(lambda path: "/2026/" in path)), (), 2,
         "current", "origin"),
    Case("objects that are said never to have been", Site(2, never_existed(is_node_or_page)), (GOOD,), 2, "current"),
    Case("what was withdrawn is gone, and no old mirror brings it back", NEXT, (GOOD,), None, "current", "origin",
         page="gone"),
    Case("one root key of three is stolen", Site(3, signing={"ring": STOLEN_ROOT, "roots": one_root_key_stolen}),
         (GOOD,), 2, "current"),
    Case("the timestamp key signs an older snapshot again", Site(1, signing={"versions": Versions(1, 1, 9)}), (GOOD,),
         2, "current"),
    Case("forty root rotations while the reader was away",
         Site(3, signing={"ring": RINGS[-1], "roots": forty_rotations}), (), 3, "current", "origin"),
    Case("two root keys of three are stolen: the thief is the newsroom, and nothing here can tell",
         Site(3, signing={"ring": THIEF, "roots": thief_with_two}), (), 3, "current", "origin"),
    Case("a whole edition by another newsroom's keys", Site(3, signing={"ring": THIEF, "roots": None}), (GOOD,), 2,
         "current"),
    Case("the list that the reader kept has expired: its addresses may be others' now", Site(2, dead), (GOOD,), None,
         "refused", "", list_age=31 * DAY),
    Case("a list by another newsroom's keys", Site(3, signing={"list_ring": THIEF}), (), 3, "current", "origin"),
]  # fmt: skip
