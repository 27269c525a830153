"""Do what was proposed, once a person or the policy has said so: in the registry, at once and whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from tamizdat.mirrors.watch.history import Change, History
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.mirrors.watch.propose import Proposal, propose
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.mirrors import Registry, State, change_registry, read_registry

Who = Literal["person", "policy"]


def apply_proposal(folder: Path, history: History, policy: Policy, proposal_id: str, now: datetime, who: Who) -> Change:
    """``folder`` is ``home.mirrors``. Looks again before it acts; raises RefusedError and changes nothing."""
    with change_registry(folder) as held:
        proposal = _find(propose(held[0], history, policy, now), proposal_id)
        _check(proposal, who)
        after = _exchange(held[0], proposal)
        change = Change(
            now, proposal.id, proposal.deed, proposal.pool, proposal.mirror, proposal.woken, who, proposal.kind or ""
        )
        history.note_change(change)  # first, so that a crash in between cannot make room for one change more
        held[0] = after
    return change


def dismiss_proposal(folder: Path, history: History, policy: Policy, proposal_id: str, now: datetime) -> Proposal:
    """Not now: it does not come back for a while."""
    proposal = _find(propose(read_registry(folder), history, policy, now), proposal_id)
    history.dismiss(proposal.id, now)
    return proposal


def apply_by_policy(folder: Path, history: History, policy: Policy, now: datetime) -> list[Change]:
    """What is certain and within the caps; what is not waits for a person."""
    waiting = propose(read_registry(folder), history, policy, now)
    return [
        apply_proposal(folder, history, policy, one.id, now, "policy")
        for one in waiting
        if one.changes_something and not one.held
    ]


def _find(proposals: list[Proposal], proposal_id: str) -> Proposal:
    for one in proposals:
        if one.id == proposal_id:
            return one
    raise RefusedError(f"There is no proposal {proposal_id!r} now. `tamizdat mirror check` names those that there are.")


def _check(proposal: Proposal, who: Who) -> None:
    if not proposal.changes_something:
        raise RefusedError(
            f"Proposal {proposal.id} cannot be carried out by a command: it says what a person has to do."
        )
    if proposal.held == "pool":
        raise RefusedError(f"Pool {proposal.pool} was changed within the last day as often as the policy allows.")
    if proposal.held == "all":
        raise RefusedError("Within the last day as many mirrors were changed as the policy allows.")
    if proposal.held == "storm" and who == "policy":
        raise RefusedError("Many mirrors began to fail at once: a person has to decide.")
    if proposal.held == "uncertain" and who == "policy":
        raise RefusedError(f"Proposal {proposal.id} rests on too few vantage points: a person has to decide.")


def _exchange(registry: Registry, proposal: Proposal) -> Registry:
    """One goes and another comes, in the same pool; never one without the other."""
    gone, woken = registry.mirror(proposal.mirror), registry.mirror(proposal.woken)
    if gone.pool != woken.pool or gone.state != "active" or woken.state != "resting":
        raise RefusedError(f"{gone.name} and {woken.name} are no longer what they were. Nothing was changed.")
    state: State = "burned" if proposal.deed == "rotate" else "resting"
    return registry.put(replace(gone, state=state)).put(replace(woken, state="active"))
