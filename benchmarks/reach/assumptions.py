"""What the model supposes: of readers, of the censor, of machines and prices. Sources: docs/decisions/35-reach.md.

Times are hours unless a name says days. A share lies between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal

Kind = Literal["public", "open", "subpools", "cells"]
"""``public``: the list that editions print. ``open``: a channel that anyone may read, one list for all. ``subpools``: a
channel whose subscribers are divided, a list for each part. ``cells``: lists that go from hand to hand."""


@dataclass(frozen=True, slots=True)
class Group:
    """Readers who learn addresses in the same way."""

    name: str
    kind: Kind
    share: float
    """Of all readers."""
    sees: float
    """Chance that a visit that would have worked anyway also brings the newest list."""
    looks: float
    """Chance that a reader for whom nothing opens finds the newest list of the pool within the same visit."""
    posts: float = 0.1
    """Until a changed list stands in the channel."""
    alarm: float = 0.1
    """The same when no address of the list that stands there opens any more."""
    moles: float = 0.0
    """Readers of the censor among a thousand readers, who stay where they are."""
    leaks: float = 0.0
    """Leaks of the whole list by a thousand readers a year."""


REGULARS = Group("regulars", "public", 0.50, sees=1.0, looks=0.25)
MESSENGER = Group("messenger", "open", 0.20, sees=0.8, looks=0.9)
NEWSLETTER = Group("newsletter", "subpools", 0.07, sees=0.7, looks=0.9, posts=12, alarm=1, moles=0.02, leaks=0.5)
FRIENDS = Group("friends", "cells", 0.05, sees=0.1, looks=0.6, posts=24, alarm=12, moles=0.1, leaks=2.0)


@dataclass(frozen=True, slots=True)
class Readers:
    """Ten million, as cohorts with weights."""

    count: int = 10_000_000
    groups: tuple[Group, ...] = (REGULARS, MESSENGER, NEWSLETTER, FRIENDS)
    bypass: float = 0.18
    """Of all readers: come by VPN or the onion address."""
    bypass_works: float = 0.97
    habits: tuple[tuple[float, float], ...] = ((1.0, 0.5), (7.0, 0.3), (30.0, 0.2))
    """Days between two visits, and the share of readers who come so often."""
    worker: float = 0.6
    """Share of browsers that keep a signed list; others know one address."""
    forgets: float = 0.01
    """Share of memories lost in a day: storage cleared, Safari's seven days."""
    elsewhere: float = 0.05
    """Chance that a reader for whom nothing opens reads by VPN this once."""
    newcomers: float = 0.02
    """Of all visits: people who search for the paper and know no address."""
    index_lag: float = 48.0
    """Mean age of the public list as search engines know it."""
    finds_channel: float = 0.3
    """Chance that a newcomer takes the messenger channel instead."""
    tries: int = 6
    """So many addresses of a list are asked in one visit (two rounds of three)."""


@dataclass(frozen=True, slots=True)
class Censor:
    """Finds addresses and blocks them."""

    looks_every: float = 21.0
    """Mean time between two looks at what anyone may read; 21 + 3 hours give a public mirror its day."""
    mole_reads: float = 24.0
    blocks_after: float = 3.0
    """Mean of a gamma distribution of shape 2, from detection to block."""
    a_day: float = 30.0
    """So many blocks it can make in a day against this paper."""
    by_host: float = 0.2
    """Share of blocks by IP address, which take every name on that machine; others go by name (DNS, SNI)."""
    scan_days: float = 365.0
    """Mean life of an address that nobody leaked: certificate logs, scans, chance."""
    daily_leak: bool = False
    """Every pool's list leaks once a day besides."""


@dataclass(frozen=True, slots=True)
class Places:
    """Clouds, machines and what they cost."""

    clouds: int = 6
    cloud_blocked_days: float = 365.0
    """Mean time until a whole cloud is blocked, each for itself."""
    cloud_back_days: float = 3.0
    cut_from_day: float = inf
    """From then on these clouds let 16 kB of a connection through."""
    cut_clouds: int = 6
    survives_cut: float = 0.9
    """Share of visits that such a cloud still serves: with our budget per connection; without one 0.05."""
    outage_days: float = 30.0
    outage_hours: float = 1.0
    vantage_days: float = 14.0
    """Mean time until the watch itself loses its line."""
    vantage_hours: float = 1.0
    control: float = 0.9
    """Chance that it notices so itself, because a control site fails too."""
    outside: float = 0.95
    """Chance that a probe from outside tells an outage from a block."""
    false_alarm: float = 0.02
    """Chance that a healthy mirror does not open, for one probe as for one reader: networks differ."""
    misses: float = 0.05
    """Chance that one probe of a blocked mirror works."""
    restock: float = 24.0
    """From the order of a mirror until it rests, filled."""
    domain: float = 12.0
    """Dollars: a name for a year, nothing back when it burns."""
    hosting: float = 0.5
    """Dollars a mirror and month."""
    gigabyte: float = 0.01
    visit_kilobytes: float = 60.0
    """Three pages of 8 kB, 6 kB of metadata and nodes, three pictures of 10 kB."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What we do."""

    public_addresses: int = 2
    open_addresses: int = 2
    subpool_addresses: int = 3
    cell_addresses: int = 2
    subpool_readers: int = 10_000
    cell_readers: int = 1_000
    floor: int = 100
    """A pool is never divided below so many readers: an address must not point at few people."""
    split_after: int = 2
    """Burned so often within 30 days, a pool is divided; 0 never."""
    probe_minutes: float = 10.0
    fails: int = 4
    window: int = 6
    """Rotation is proposed when so many of the newest so many probes failed."""
    outside: bool = True
    """Each mirror is probed from outside too."""
    storm: bool = True
    """When a quarter of all mirrors fails within an hour, nothing is rotated and a person is asked."""
    confirm: bool = False
    """A person confirms, who sleeps from 23 to 7."""
    cap: int = 4
    """Changes of one pool in 24 hours; 0 none at all."""
    resting: int = 40
    """Filled and unannounced mirrors for each public or open pool."""
    resting_share: float = 0.2
    """The same for subpools and cells, of their announced addresses."""
    expiry_days: float = 30.0
    cell_expiry_days: float = 60.0
    """Of lists that go from hand to hand, which takes time."""
    whole: bool = False
    """One blocked address burns the whole list at once."""
    turn: float = 1.0
    """Every so many hours one address of a public or open list changes places with one that rests; 0 never."""
    spread: bool = True
    """Over all clouds, or all in one."""
    per_host: int = 1
    """Names on one machine."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to simulate."""

    readers: Readers = Readers()
    censor: Censor = Censor()
    places: Places = Places()
    policy: Policy = Policy()
    days: int = 40
    warm_days: int = 10
    """Not counted: by then memories are as old as they get in this world."""
    sampled: int = 24
    """Subpools and cells are many and alike: so many of each are simulated, with weights."""
