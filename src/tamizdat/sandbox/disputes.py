"""Disputes: an inquiry without money, or money taken back until the bank decides."""

from __future__ import annotations

from tamizdat.sandbox.ledger import book, dispute_fee
from tamizdat.sandbox.methods import card_of
from tamizdat.sandbox.refusals import StateError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import deed, forget, schedule
from tamizdat.sandbox.world import DAY, World, clean

EVIDENCE = [
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
]
NETWORK_CODES = {"fraudulent": "10.4", "product_not_received": "13.1", "duplicate": "12.6", "general": "10.4"}
REASONS = (
    *("bank_cannot_process", "check_returned", "credit_not_processed", "customer_initiated", "debit_not_authorized"),
    *("duplicate", "fraudulent", "general", "incorrect_account_details", "insufficient_funds", "noncompliant"),
    *("product_not_received", "product_unacceptable", "subscription_canceled", "unrecognized"),
)
INQUIRY = ("warning_needs_response", "warning_under_review")
OPEN = ("needs_response", "under_review", *INQUIRY)


def dispute(world: World, charge: Thing, reason: str, amount: int | None = None, *, inquiry: bool = False) -> Thing:
    """The cardholder's bank asks, or takes the money back."""
    if reason not in REASONS:
        raise StateError(f"Unknown reason: {reason}. Known: {', '.join(REASONS)}", param="reason")
    if charge["disputed"] or not charge["paid"] or not charge["captured"]:
        raise StateError(f"Charge {charge['id']} cannot be disputed (again).")
    if amount is None:  # what is left of the gift, or, when nothing is, all of it: banks do that too
        amount = charge["amount_captured"] - charge["amount_refunded"] or charge["amount_captured"]
    if not 0 < amount <= charge["amount_captured"]:
        raise StateError("A dispute is over a part of the charge at most.", param="amount")
    due_by = world.now + int(world.settings["dispute_days"]) * DAY
    made = world.new(
        "dispute",
        "du_1",
        {"amount": amount, "balance_transactions": [], "charge": charge["id"], "currency": charge["currency"]},
        {"enhanced_eligibility_types": [], "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}}},
        {"is_charge_refundable": inquiry, "payment_intent": charge["payment_intent"], "reason": reason},
        {"status": "warning_needs_response" if inquiry else "needs_response"},
        {"payment_method_details": _details(charge, reason, inquiry)},
        evidence_details={
            "due_by": due_by,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "enhanced_eligibility": {},
        },
    )
    world.change(charge, disputed=True)
    world.emit("charge.dispute.created", made)
    world.emit("charge.updated", charge, {"disputed": False})
    schedule(world, due_by, "dispute_overdue", made["id"])
    if not inquiry:
        _withdraw(world, made)
    return made


def _details(charge: Thing, reason: str, inquiry: bool) -> Thing:
    card = charge["payment_method_details"].get("card") or {"brand": "visa", "network": "visa"}
    return {
        "type": "card",
        "card": {
            "brand": card["brand"],
            "case_type": "inquiry" if inquiry else "chargeback",
            "network": card["network"],
            "network_reason_code": NETWORK_CODES.get(reason, "10.4"),
        },
    }


def _withdraw(world: World, made: Thing) -> None:
    fee = dispute_fee(world, made["currency"])
    _move(world, made, -made["amount"], "dispute", fee, "charge.dispute.funds_withdrawn")
    charge = world.get("charge", made["charge"])
    charge["_is_withdrawn"] = True
    world.save(charge)


def _move(world: World, made: Thing, amount: int, category: str, fee: int, told: str) -> None:
    movement = book(
        world,
        "adjustment",
        amount,
        made["currency"],
        made,
        category=category,
        fee=fee,
        fee_text="Dispute fee",
        at_once=True,
        description=f"Chargeback {'withdrawal' if amount < 0 else 'reversal'} for {made['charge']}",
    )
    made["balance_transactions"] = [*made["balance_transactions"], clean(movement)]
    world.save(made)
    world.emit(told, made)


@deed("dispute")
def dispute_by_itself(world: World, charge_id: str) -> None:
    """A test card that is disputed by itself."""
    charge = world.get("charge", charge_id)
    reason = card_of(world.get("payment_method", charge["payment_method"])).dispute
    if reason == "inquiry":
        dispute(world, charge, "general", inquiry=True)
    elif reason:
        dispute(world, charge, reason)


def submit_evidence(world: World, made: Thing, evidence: Thing, submits: bool) -> Thing:
    """What the newsroom answers; some words decide the case at once, as in Stripe's test mode."""
    if made["status"] not in OPEN:
        raise StateError("This dispute is already closed.")
    details = {**made["evidence_details"], "has_evidence": True}
    changes: Thing = {"evidence": {**made["evidence"], **evidence}}
    if submits:
        details["submission_count"] += 1
        changes["status"] = "warning_under_review" if made["status"] in INQUIRY else "under_review"
    world.change(made, "charge.dispute.updated", evidence_details=details, **changes)
    words = made["evidence"]["uncategorized_text"]
    if submits and words == "winning_evidence":
        win(world, made)
    elif submits and words == "losing_evidence":
        lose(world, made)
    return made


def _check_open(made: Thing) -> None:
    if made["status"] not in OPEN:
        raise StateError(f"This dispute is already closed: {made['status']}.")


def _close(world: World, made: Thing, status: str) -> None:
    forget(world, "dispute_overdue", made["id"])
    previous = world.change(made, status=status)
    world.emit("charge.dispute.closed", made, previous)


def win(world: World, made: Thing) -> Thing:
    """The money comes back; the dispute's fee only where the settings say so."""
    _check_open(made)
    if made["status"] in INQUIRY:
        _close(world, made, "warning_closed")
        return made
    returned = dispute_fee(world, made["currency"]) if world.settings["fees"]["dispute_returned"] else 0
    _move(world, made, made["amount"], "dispute_reversal", -returned, "charge.dispute.funds_reinstated")
    _close(world, made, "won")
    charge = world.get("charge", made["charge"])
    charge["_is_withdrawn"] = False
    world.save(charge)
    return made


def lose(world: World, made: Thing) -> Thing:
    """The money stays gone. An inquiry cannot be lost; it can be escalated."""
    _check_open(made)
    if made["status"] in INQUIRY:
        raise StateError("An inquiry takes no money: close it, or escalate it first.")
    _close(world, made, "lost")
    return made


def escalate(world: World, made: Thing) -> Thing:
    """The inquiry becomes a dispute, and the money goes."""
    if made["status"] not in INQUIRY:
        raise StateError("Only an inquiry can be escalated.")
    details = {**made["payment_method_details"]["card"], "case_type": "chargeback"}
    world.change(
        made,
        "charge.dispute.updated",
        status="needs_response",
        is_charge_refundable=False,
        payment_method_details={**made["payment_method_details"], "card": details},
    )
    _withdraw(world, made)
    return made


def accept(world: World, made: Thing) -> Thing:
    """The newsroom does not contest it."""
    _check_open(made)
    if made["status"] in INQUIRY:
        _close(world, made, "warning_closed")
    else:
        _close(world, made, "lost")
    return made


@deed("dispute_overdue")
def overdue(world: World, dispute_id: str) -> None:
    """Nobody answered in time."""
    made = world.get("dispute", dispute_id)
    if made["status"] == "needs_response":
        made["evidence_details"]["past_due"] = True
        _close(world, made, "lost")
    elif made["status"] == "warning_needs_response":
        _close(world, made, "warning_closed")
