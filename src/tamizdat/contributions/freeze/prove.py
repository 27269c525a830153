"""Prove it: what the processor itself says was asked for from a country since it was frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tamizdat.contributions.freeze.account import open_accounts
from tamizdat.contributions.freeze.freeze import check_code
from tamizdat.contributions.models import Frozen
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home


@dataclass(frozen=True, slots=True)
class Proof:
    """Numbers only."""

    country: str
    since: datetime
    done: datetime | None
    """When every recurring gift from there had been stopped."""
    looked: datetime
    before: tuple[str, ...]
    """Attempts between the two: the processor's numbers."""
    after: tuple[str, ...]
    """Attempts since it was done. There may be none."""
    unknown: int
    """Attempts of which the processor does not say where the card was issued."""
    left: int
    """Recurring gifts from there that still run."""

    @property
    def holds(self) -> bool:
        return self.done is not None and not self.after and not self.left


def prove_frozen(home: Home, country: str, now: datetime) -> Proof:
    """Ask every processor, keep what it says, and compare. Raises RefusedError where nothing was frozen."""
    code = check_code(country)
    frozen = Frozen.objects.filter(country=code).first()
    if frozen is None:
        raise RefusedError(f"{code} was not frozen. `tamizdat support freeze {code}` does it.")
    before: list[str] = []
    after: list[str] = []
    unknown = left = 0
    end = frozen.done or now
    for account in open_accounts(home):
        left += sum(one.country == code for one in account.standing())
        for one in account.attempts(min(frozen.since, end)):
            unknown += not one.country
            if one.country == code:
                (after if one.at > end else before).append(one.number)
    proof = Proof(code, frozen.since, frozen.done, now, tuple(before), tuple(after), unknown, left)
    _keep(frozen, proof)
    return proof


def _keep(frozen: Frozen, proof: Proof) -> None:
    told = {"looked": proof.looked.isoformat(), "before": len(proof.before), "after": len(proof.after)}
    frozen.proof = {**frozen.proof, **told, "unknown_attempts": proof.unknown, "left": proof.left}
    frozen.save(update_fields=["proof"])
