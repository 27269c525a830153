"""A case on the stage: an origin, its mirrors and a censor's server, all on this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.hostile.cases import Case, Scene, Site
from tests.hostile.mirror import Mirror, block_page, honest, running
from tests.hostile.world import WORDS, World, make_world


@cache
def the_world() -> World:
    """Pressed once for all cases."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        return make_world(Path(folder))


@dataclass
class Stage:
    """A running case."""

    case: Case
    world: World
    origin: Mirror
    mirrors: list[Mirror]
    evil: Mirror
    now: datetime
    root: bytes

    @property
    def path(self) -> str:
        """The page that the reader asks for."""
        return self.world.story if self.case.page == "story" else self.world.gone

    def turn_bad(self) -> None:
        """From now on every place is what the case says."""
        for mirror, site in zip([self.origin, *self.mirrors], [self.case.origin, *self.case.mirrors], strict=True):
            mirror.files = self._files(site)
            scene = Scene(self.world, dict(mirror.files), self.evil.address)
            mirror.trick = site.make_trick(scene) if site.make_trick else site.trick or honest
            mirror.asked.clear()

    def steer(self, address: str, version: int) -> None:
        """The site's list of mirrors becomes one of this version, with this address alone."""
        signed = self.now - self.case.origin.age
        number = self.case.origin.number
        edition = self.world.edition(
            number, signed=signed, mirrors=[address], list_version=version, list_signed=self.now, roots=[self.root]
        )
        self.origin.files = edition.files

    def _files(self, site: Site) -> dict[str, bytes]:
        signing = {name: value(self.now) if callable(value) else value for name, value in site.signing.items()}
        signed = self.now - site.age
        signing = {"roots": [self.root]} | signing
        edition = self.world.edition(site.number, signed=signed, mirrors=self.addresses, **signing)
        return edition.files

    @property
    def addresses(self) -> list[str]:
        return [one.address for one in self.mirrors]


@contextmanager
def staged(case: Case) -> Iterator[Stage]:
    """The honest site as the reader first meets it."""
    world, now = the_world(), datetime.now(UTC)
    with ExitStack() as servers:
        mirrors = [servers.enter_context(running({})) for _ in case.mirrors]
        evil = servers.enter_context(running({}, block_page))
        signed = now - max(case.seen_age, case.origin.age)
        addresses = [one.address for one in mirrors]
        first = world.edition(
            case.seen, signed=signed, mirrors=addresses, list_signed=now - case.list_age, list_version=case.seen
        )
        origin = servers.enter_context(running(first.files))
        yield Stage(case, world, origin, mirrors, evil, now, first.root)


def tellings(text: str) -> set[int]:
    """Which editions' words stand in a text."""
    return {number for number, words in WORDS.items() if words in text}
