"""What may be noted of mirrors and pools, and what may not: each deed takes a registry and gives another.

One leak must burn one pool only: no address stands in two. What was printed once is no secret ever again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from tamizdat.core.trust.mirror_list import LOOPBACK, MOST, check_address, check_pool
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.mirrors import PUBLIC, Mirror, Pool, Registry

LONGEST_LIST = 10_000
"""Characters of all addresses of a pool: its list, signed, has to stay under 14,000 bytes."""
_name = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")
NEEDS = {
    "folder": "the folder, such as --where /srv/mirror",
    "bucket": "the bucket, such as --where s3://bucket/prefix",
    "rclone": "rclone's own name of the place, such as --where remote:path",
}


def add_mirror(registry: Registry, mirror: Mirror) -> Registry:
    """With a new mirror; raises RefusedError."""
    if any(one.name == mirror.name for one in registry.mirrors):
        raise RefusedError(f"There is a mirror {mirror.name!r} already. Choose another name, or remove that one first.")
    if not _name.match(mirror.name):
        raise RefusedError(f"{mirror.name!r} is no name for a mirror: small letters, digits, hyphens and full stops.")
    _check_place(mirror)
    registry.pool(mirror.pool)
    if mirror.address:
        _check_alone(registry, mirror)
    elif mirror.kind == "pull":
        raise RefusedError("A mirror that pulls is known by its address alone: give it with --address https://….")
    return _checked(registry.put(mirror), mirror.pool)


def remove_mirror(registry: Registry, name: str, *, burned: bool = False) -> Registry:
    """Without it; or kept as burned: announced to nobody, and its address stays as private as it was."""
    mirror = registry.mirror(name)
    return registry.put(replace(mirror, state="burned")) if burned else registry.without(name)


def set_state(registry: Registry, name: str, state: str) -> Registry:
    """Announce a mirror, or let it rest. A burned one comes back only by being added anew."""
    mirror = registry.mirror(name)
    if mirror.state == "burned":
        raise RefusedError(f"{name} is burned: the censor knows it. Add a mirror with another address instead.")
    if state not in ("active", "resting"):
        raise RefusedError(f"{state!r} is no state: active or resting.")
    changed = registry.put(replace(mirror, state="active" if state == "active" else "resting"))
    return _checked(changed, mirror.pool)


def move_mirror(registry: Registry, name: str, pool: str) -> Registry:
    """Into another pool. Out of the public one there is no way back: raises RefusedError."""
    mirror, goal = registry.mirror(name), registry.pool(pool)
    if mirror.pool == goal.name:
        raise RefusedError(f"{name} is in the pool {pool} already.")
    if mirror.pool == PUBLIC and mirror.address:
        raise RefusedError(
            f"{name} was in the public pool: its address was printed and is no secret any more. Nothing was changed. "
            f"Call it burned (`tamizdat mirror remove {name} --burned`) and add a mirror with another address."
        )
    if mirror.state == "burned":
        raise RefusedError(f"{name} is burned: the censor knows it, so it helps no other pool either.")
    return _checked(registry.put(replace(mirror, pool=goal.name)), goal.name)


def add_pool(registry: Registry, pool: Pool) -> Registry:
    """With a new pool; raises RefusedError."""
    try:
        check_pool(pool.name)
    except ValueError as error:
        raise RefusedError(f"{pool.name!r} {error}.") from None
    if any(one.name == pool.name for one in registry.pools):
        raise RefusedError(f"There is a pool {pool.name!r} already.")
    if pool.kind == "public":
        raise RefusedError("There is one public pool, and it is there. Further ones are of a channel, or private.")
    return registry.put_pool(pool)


def remove_pool(registry: Registry, name: str) -> Registry:
    """Without it; only an empty one, so that no address is forgotten by the way."""
    pool = registry.pool(name)
    inside = [one.name for one in registry.mirrors if one.pool == name]
    if pool.name == PUBLIC or inside:
        why = f"it holds {', '.join(inside)}" if inside else "every newsroom has it"
        raise RefusedError(f"The pool {name} stays: {why}.")
    return replace(registry, pools=tuple(one for one in registry.pools if one.name != name))


def _check_place(mirror: Mirror) -> None:
    if mirror.kind != "pull" and not mirror.where:
        raise RefusedError(f"A mirror of the kind {mirror.kind} needs {NEEDS[mirror.kind]}.")
    if mirror.kind == "pull" and mirror.where:
        raise RefusedError("A mirror that pulls fetches by itself: --where says nothing there.")
    if mirror.kind == "bucket" and "://" not in mirror.where:
        raise RefusedError(f"{mirror.where!r} is no bucket: give {NEEDS['bucket']}.")
    if mirror.kind == "rclone" and ":" not in mirror.where:
        raise RefusedError(f"{mirror.where!r} is no place of rclone: give {NEEDS['rclone']}.")


def _check_alone(registry: Registry, mirror: Mirror) -> None:
    """Its address is one, and nobody else's."""
    try:
        check_address(mirror.address)
    except ValueError as error:
        raise RefusedError(f"The address {mirror.address!r} {error}.") from None
    for other in registry.mirrors:
        if other.address == mirror.address:
            known = "and is burned: the censor knows it" if other.state == "burned" else f"in the pool {other.pool}"
            raise RefusedError(
                f"{mirror.address} is the address of {other.name} already, {known}. An address stands in one pool "
                "only: whoever loses it must not lose two."
            )
        host = _host(mirror.address)
        if other.pool != mirror.pool and _host(other.address) == host and host not in LOOPBACK:
            raise RefusedError(
                f"{host} is the host of {other.name} in the pool {other.pool}. Whoever blocks one blocks both, "
                "and whoever knows one finds the other: use another host."
            )


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def _checked(registry: Registry, pool: str) -> Registry:
    """A pool has to fit into its list."""
    addresses = registry.announced(pool)
    if len(addresses) > MOST or sum(map(len, addresses)) > LONGEST_LIST:
        raise RefusedError(
            f"The pool {pool} is full: a list names {MOST} addresses at most. Let one rest, or make another pool."
        )
    return registry
