"""Payment intents: from the wish to pay to the money, with the bank's questions between."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import attempts, charges, methods
from tamizdat.sandbox.cards import refusal
from tamizdat.sandbox.refusals import ApiError, CardError, StateError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import deed, schedule
from tamizdat.sandbox.world import DAY, World, clean

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
BANK_DEBIT_DAYS = 3


def new_intent(world: World, amount: int, currency: str, **fields: Any) -> Thing:
    """The wish to pay, told of."""
    name = world.id("pi_3")
    intent = world.new(
        "payment_intent",
        "pi",
        {"id": name, "amount": amount, "currency": currency, "amount_capturable": 0, "amount_received": 0},
        {"amount_details": {"tip": {}}, "capture_method": "automatic_async", "confirmation_method": "automatic"},
        {"client_secret": world.id(f"{name}_secret"), "payment_method_types": ["card"]},
        {"automatic_payment_methods": {"enabled": True, "allow_redirects": "always"}},
        {"payment_method_options": {"card": {"request_three_d_secure": "automatic"}}},
        {"status": "requires_payment_method", **fields},
    )
    if intent["payment_method"]:
        intent["status"] = "requires_confirmation"
    world.emit("payment_intent.created", intent)
    return intent


def expect(intent: Thing, *statuses: str) -> None:
    if intent["status"] not in statuses:
        words = (
            f"This {intent['object'].replace('_', ' ').title().replace(' ', '')} could not be changed because it has "
            f"a status of {intent['status']}. It must be one of: {', '.join(statuses)}."
        )
        code = f"{intent['object']}_unexpected_state"
        raise StateError(words, code, **{intent["object"]: clean(intent)})


def confirm(world: World, intent: Thing, method: Thing, *, off_session: bool = False) -> Thing:
    """Ask for the money. A refusal is kept in the intent, and the caller looks at it."""
    expect(intent, *CONFIRMABLE)
    methods.check_usable(method, intent["customer"])
    intent |= {"payment_method": method["id"], "last_payment_error": None, "next_action": None}
    intent["_is_authenticated"] = False
    if not off_session and "_return_url" not in intent:
        intent["_return_url"] = None
    if _must_authenticate(intent, method, off_session):
        attempts.note(world, "authentication", intent, method, off_session=off_session)["outcome"] = "asked"
        return _ask_the_cardholder(world, intent, off_session)
    return authorise(world, intent, method, off_session=off_session)


def _must_authenticate(intent: Thing, method: Thing, off_session: bool) -> bool:
    wish = methods.card_of(method).authentication
    asked: Thing = (intent["payment_method_options"] or {}).get("card") or {}
    if asked.get("request_three_d_secure") == "any" and not off_session and method["type"] == "card":
        return True
    if wish == "unless_set_up":
        return not off_session or not method.get("_is_set_up")
    return wish == "always" or (wish == "on_session" and not off_session)


def _ask_the_cardholder(world: World, intent: Thing, off_session: bool) -> Thing:
    if off_session and not intent.get("_invoice"):
        return fail(world, intent, {**refusal("authentication_required"), "decline_code": "authentication_required"})
    url = f"{world.base}/_sandbox/authenticate/{intent['id']}?secret={intent['client_secret']}"
    intent |= {
        "status": "requires_action",
        "next_action": {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": url, "return_url": intent.get("_return_url")},
        },
    }
    world.save(intent)
    world.emit("payment_intent.requires_action", intent)
    return intent


def authenticate(world: World, intent: Thing, approved: bool) -> Thing:
    """What the cardholder said to the bank's question."""
    expect(intent, "requires_action")
    intent["next_action"] = None
    if not approved:
        return fail(world, intent, refusal("payment_intent_authentication_failure"), "authentication_failure")
    intent["_is_authenticated"] = True
    return authorise(world, intent, world.get("payment_method", intent["payment_method"]))


def authorise(world: World, intent: Thing, method: Thing, *, off_session: bool = False) -> Thing:
    """The request to the bank, counted, and what it says."""
    attempt = attempts.note(world, "authorization", intent, method, off_session=off_session)
    card = methods.card_of(method)
    error = refusal("expired_card") if methods.is_expired(method, world.now) else None
    if card.decline and error is None:
        error = refusal(*card.decline)
    attempt["outcome"] = error["code"] if error else "approved"
    if error:
        charge = charges.declined(world, intent, method, error, card)
        intent["latest_charge"] = charge["id"]
        return fail(world, intent, {**error, "charge": charge["id"]})
    if method["type"] == "sepa_debit":
        return _wait_for_the_bank(world, intent, method)
    return _succeed(world, intent, method)


def fail(world: World, intent: Thing, error: Thing, _why: str = "") -> Thing:
    """Back to the beginning: another card may be tried."""
    method = world.find("payment_method", intent["payment_method"] or "")
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_payment_error": {"doc_url": None, **error, "payment_method": clean(method)},
    }
    world.save(intent)
    world.emit("payment_intent.payment_failed", intent)
    follow(world, intent)
    return intent


def raise_if_refused(intent: Thing) -> Thing:
    """The answer to whoever confirmed: 402 with the intent inside, when the bank said no."""
    error = intent["last_payment_error"]
    if error and intent["status"] == "requires_payment_method":
        more = {key: value for key, value in error.items() if key not in ("doc_url", "type", "message", "code")}
        raise CardError({"code": error["code"], "message": error["message"], **more}, payment_intent=clean(intent))
    return intent


def _succeed(world: World, intent: Thing, method: Thing) -> Thing:
    _keep_method(world, intent, method)
    charge = charges.approved(world, intent, method)
    intent |= {"latest_charge": charge["id"], "payment_method": method["id"]}
    if intent["capture_method"] == "manual":
        intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        world.save(intent)
        world.emit("payment_intent.amount_capturable_updated", intent)
        schedule(world, world.now + 7 * DAY, "lapse", intent["id"])
        return intent
    return paid(world, intent, charge, method)


def paid(world: World, intent: Thing, charge: Thing, method: Thing) -> Thing:
    intent |= {"status": "succeeded", "amount_received": charge["amount_captured"], "amount_capturable": 0}
    world.save(intent)
    world.emit("payment_intent.succeeded", intent)
    follow(world, intent)
    charges.settle_later(world, charge, method)
    charges.dispute_by_itself(world, charge, method)
    return intent


def _keep_method(world: World, intent: Thing, method: Thing) -> None:
    """A card for later is attached to its customer; a card for once is spent."""
    if intent["setup_future_usage"] and intent["customer"]:
        method["_is_set_up"] = intent["setup_future_usage"] == "off_session" or method.get("_is_set_up", False)
        world.save(method)
        if method["customer"] != intent["customer"]:
            methods.attach(world, method, world.get("customer", intent["customer"]))
    elif not method["customer"]:
        world.change(method, _is_used=True)


def follow(world: World, intent: Thing) -> None:
    """Whoever waits for this payment hears of it: an invoice, a Checkout page."""
    from tamizdat.sandbox import checkout, invoices

    if intent.get("_invoice"):
        invoices.payment_moved(world, world.get("invoice", intent["_invoice"]), intent)
    if intent.get("_session"):
        checkout.payment_moved(world, world.get("checkout.session", intent["_session"]), intent)


def _wait_for_the_bank(world: World, intent: Thing, method: Thing) -> Thing:
    _keep_method(world, intent, method)
    charge = charges.new_charge(world, intent, method, captured=True, outcome=dict(charges.APPROVED))
    intent |= {"status": "processing", "latest_charge": charge["id"]}
    world.save(intent)
    world.emit("payment_intent.processing", intent)
    world.emit("charge.pending", charge)
    outcome = "bank_fails" if method["_number"] in methods.FAILING_IBANS else "bank_pays"
    schedule(world, world.now + BANK_DEBIT_DAYS * DAY, outcome, intent["id"])
    follow(world, intent)
    return intent


def capture(world: World, intent: Thing, amount: int | None) -> Thing:
    expect(intent, "requires_capture")
    charge = world.get("charge", intent["latest_charge"])
    amount = amount if amount is not None else intent["amount_capturable"]
    if not 0 < amount <= intent["amount_capturable"]:
        raise StateError("The amount to capture is larger than what is held.", "amount_too_large")
    charge |= {"captured": True, "amount_captured": amount}
    charge["amount_refunded"] = charge["amount"] - amount
    method = world.get("payment_method", intent["payment_method"])
    charges.settle(world, charge, method)
    world.emit("charge.captured", charge)
    return paid(world, intent, charge, method)


def cancel(world: World, intent: Thing, reason: str | None) -> Thing:
    expect(intent, "requires_payment_method", "requires_confirmation", "requires_action", "requires_capture")
    if intent["status"] == "requires_capture":
        charge = world.get("charge", intent["latest_charge"])
        world.change(charge, amount_refunded=charge["amount"], refunded=True)
        world.emit("charge.refunded", charge, {"amount_refunded": 0, "refunded": False})
    intent |= {"status": "canceled", "canceled_at": world.now, "cancellation_reason": reason, "next_action": None}
    intent["amount_capturable"] = 0
    world.save(intent)
    world.emit("payment_intent.canceled", intent)
    return intent


@deed("lapse")
def lapse(world: World, intent_id: str) -> None:
    """What was held for seven days is let go."""
    intent = world.get("payment_intent", intent_id)
    if intent["status"] == "requires_capture":
        cancel(world, intent, "automatic")


def check_secret(intent: Thing, secret: str | None, is_public: bool) -> None:
    """A browser sees an intent only with its client secret."""
    if is_public and secret != intent["client_secret"]:
        raise ApiError(401, "invalid_request_error", "A publishable key needs the client_secret of the object.")
