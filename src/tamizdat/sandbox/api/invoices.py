"""``/v1/invoices`` and ``/v1/invoice_payments``"""

from __future__ import annotations

from tamizdat.sandbox import intents, invoices, methods
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.paging import page, page_of
from tamizdat.sandbox.refusals import StateError
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

URL = "/v1/invoices"


@route("GET", URL)
def list_(world: World, ask: Ask) -> Thing:
    things = world.store.all("invoice")
    if ask.has("subscription"):
        things = [one for one in things if one["_subscription"] == ask.text("subscription")]
    return page(world, ask, "invoice", URL, "customer", "status", things=things)


@route("GET", URL + "/{id}")
def retrieve(world: World, ask: Ask, id: str) -> Thing:
    return world.get("invoice", id)


@route("POST", URL + "/{id}")
def update(world: World, ask: Ask, id: str) -> Thing:
    invoice = world.get("invoice", id)
    changes: Thing = {"metadata": ask.metadata(invoice["metadata"])}
    if ask.has("auto_advance"):
        changes["auto_advance"] = ask.flag("auto_advance")
    world.change(invoice, "invoice.updated", **changes)
    return invoice


@route("GET", URL + "/{id}/lines")
def lines(world: World, ask: Ask, id: str) -> Thing:
    return page_of(ask, world.get("invoice", id)["lines"]["data"], "line_item", f"{URL}/{id}/lines")


@route("POST", URL + "/{id}/finalize")
def finalize(world: World, ask: Ask, id: str) -> Thing:
    return invoices.finalize(world, world.get("invoice", id))


@route("POST", URL + "/{id}/pay")
def pay(world: World, ask: Ask, id: str) -> Thing:
    """One try now, with this card or the usual one."""
    invoice = world.get("invoice", id)
    if invoice["status"] == "draft":
        invoices.finalize(world, invoice)
    subscription = world.get("subscription", invoice["_subscription"])
    if ask.has("payment_method"):
        method: Thing | None = methods.resolve(world, ask.needs("payment_method"))
    else:
        method = invoices.method_for(world, subscription)
    if method is None:
        raise StateError("There is no `default_payment_method` set on this Customer or Invoice.")
    invoices.pay(world, invoice, method, off_session=ask.flag("off_session", True))
    intent = world.get("payment_intent", invoice["_payment_intent"])
    if intent["status"] == "requires_action":
        invoices.after_try(world, invoice)
    intents.raise_if_refused(intent)
    return invoice


@route("POST", URL + "/{id}/void")
def void(world: World, ask: Ask, id: str) -> Thing:
    return invoices.void(world, world.get("invoice", id))


@route("POST", URL + "/{id}/mark_uncollectible")
def mark_uncollectible(world: World, ask: Ask, id: str) -> Thing:
    return invoices.mark_uncollectible(world, world.get("invoice", id))


@route("GET", "/v1/invoice_payments")
def list_payments(world: World, ask: Ask) -> Thing:
    things = world.store.all("invoice_payment")
    ask.choice("payment.type", "payment_intent", "charge", "payment_record")
    wanted = ask.text("payment.payment_intent")
    if wanted:
        things = [one for one in things if one["payment"]["payment_intent"] == wanted]
    return page(world, ask, "invoice_payment", "/v1/invoice_payments", "invoice", "status", things=things)


@route("GET", "/v1/invoice_payments/{id}")
def retrieve_payment(world: World, ask: Ask, id: str) -> Thing:
    return world.get("invoice_payment", id)
