"""What to do about pools, as far as the registry alone tells: how many addresses, and how many in reserve."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.shell.mirrors import PUBLIC, Registry

LEAST_PUBLIC = 3
"""A reader's browser asks so many at once."""
LEAST_RESTING = 1


def advise(registry: Registry) -> tuple[str, ...]:
    """Sentences, the most pressing first. What is readable from where is told by `tamizdat mirror check`."""
    return tuple(_advice(registry))


def _advice(registry: Registry) -> Iterator[str]:
    announced = len(registry.announced(PUBLIC))
    if announced < LEAST_PUBLIC:
        yield (
            f"The public pool announces {announced} of at least {LEAST_PUBLIC} addresses: "
            "when one is blocked, readers need others."
        )
    resting = [one for one in registry.mirrors if one.state == "resting" and one.address]
    if announced and len(resting) < LEAST_RESTING:
        yield "Nothing rests in reserve. A mirror with --state resting is kept up to date and can be announced at once."
    for pool in registry.pools:
        if pool.name != PUBLIC and registry.announced(pool.name) and not pool.version:
            yield f"The list of the pool {pool.name} was never signed: `tamizdat mirror pool sign {pool.name}`."
