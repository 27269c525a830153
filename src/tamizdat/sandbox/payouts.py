"""Payouts: what goes from the balance to the newsroom's bank, and what comes back."""

from __future__ import annotations

from tamizdat.sandbox.ledger import available, book
from tamizdat.sandbox.refusals import StateError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import deed, schedule
from tamizdat.sandbox.world import DAY, World

BANK = "ba_1SandboxBankAccount"


def pay_out(world: World, currency: str, amount: int | None, *, automatic: bool = False, **more: object) -> Thing:
    """Everything that is available, or this much of it."""
    there = available(world, currency)
    amount = there if amount is None else amount
    if amount <= 0 or amount > there:
        raise StateError(
            "You have insufficient funds in your Stripe account for this transfer.", "balance_insufficient"
        )
    arrives = world.now + DAY * int(world.settings["payouts"]["arrives_after_days"])
    payout = world.new(
        "payout",
        "po_1",
        {"amount": amount, "arrival_date": arrives, "automatic": automatic, "currency": currency},
        {"description": "STRIPE PAYOUT", "destination": BANK, "method": "standard", "source_type": "card"},
        {"reconciliation_status": "completed" if automatic else "not_applicable", "status": "in_transit"},
        {"trace_id": {"status": "pending", "value": None}, "type": "bank_account", **more},
    )
    movement = book(
        world,
        "payout",
        -amount,
        currency,
        payout,
        category="payout",
        fee=0,
        at_once=True,
        description="STRIPE PAYOUT",
    )
    payout["balance_transaction"] = movement["id"]
    _name_movements(world, payout, movement)
    world.save(payout)
    world.emit("payout.created", payout)
    schedule(world, arrives, "payout_arrives", payout["id"])
    return payout


def _name_movements(world: World, payout: Thing, own: Thing) -> None:
    """An automatic payout tells of the movements that it pays out; a manual one only of itself."""
    own["_payout"] = payout["id"]
    world.save(own)
    if not payout["automatic"]:
        return
    for txn in world.where("balance_transaction", currency=payout["currency"], status="available"):
        if "_payout" not in txn:
            txn["_payout"] = payout["id"]
            world.save(txn)


@deed("payout_arrives")
def arrive(world: World, payout_id: str) -> None:
    payout = world.get("payout", payout_id)
    if payout["status"] in ("in_transit", "pending"):
        previous = world.change(
            payout, status="paid", trace_id={"status": "supported", "value": f"SBX{payout_id[-9:]}"}
        )
        world.emit("payout.updated", payout, previous)
        world.emit("payout.paid", payout)
        if payout["automatic"]:
            world.emit("payout.reconciliation_completed", payout)


def fail(world: World, payout: Thing) -> Thing:
    """The bank sends it back, even after it was called paid."""
    if payout["status"] not in ("in_transit", "pending", "paid"):
        raise StateError(f"This payout is {payout['status']}.")
    return _send_back(world, payout, "failed", "payout_failure", "payout.failed")


def cancel(world: World, payout: Thing) -> Thing:
    if payout["status"] not in ("pending", "in_transit") or payout["automatic"]:
        raise StateError("Payouts that are not pending or are automatic cannot be canceled.", "payouts_not_allowed")
    return _send_back(world, payout, "canceled", "payout_cancel", "payout.canceled")


def _send_back(world: World, payout: Thing, status: str, kind: str, told: str) -> Thing:
    movement = book(
        world,
        kind,
        payout["amount"],
        payout["currency"],
        payout,
        category="payout_reversal",
        fee=0,
        at_once=True,
    )
    payout |= {"status": status, "failure_balance_transaction": movement["id"]}
    if status == "failed":
        payout |= {"failure_code": "account_closed", "failure_message": "The bank account has been closed."}
    world.save(payout)
    world.emit(told, payout)
    return payout


@deed("daily_payouts")
def daily_payouts(world: World, _: str) -> None:
    """Each day what is available goes out, where the settings say so."""
    plan_daily(world)
    if world.settings["payouts"]["interval"] != "daily":
        return
    for currency in world.settings["settles_in"]:
        if available(world, currency) > 0:
            pay_out(world, currency, None, automatic=True)


def plan_daily(world: World) -> None:
    schedule(world, (world.now // DAY + 1) * DAY, "daily_payouts", "balance")
