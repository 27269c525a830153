"""The hosted Checkout page: it works without scripts, and says that no money moves."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import checkout, methods
from tamizdat.sandbox.cards import BY_COUNTRY
from tamizdat.sandbox.http import Request, Response, see_other
from tamizdat.sandbox.pages.frame import render
from tamizdat.sandbox.pages.words import RIGHT_TO_LEFT, TEST_CARDS, WORDS, language_for
from tamizdat.sandbox.refusals import ApiError, ParamError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

FIELDS = ("email", "name", "number", "expiry", "cvc", "iban")


def show(world: World, request: Request, said: dict[str, str], name: str) -> Response:
    """The form; or, when the bank's question is answered, the way back."""
    session = world.get("checkout.session", name)
    if session["status"] == "complete":
        return see_other(checkout.success_url(session))
    error = None
    if said.get("redirect_status") == "failed":
        intent = world.find("payment_intent", said.get("payment_intent", ""))
        error = ((intent or {}).get("last_payment_error") or {}).get("message")
    return _form(request, session, said, error)


def act(world: World, request: Request, said: dict[str, str], name: str) -> Response:
    """Fill in a test card, pay, or go back."""
    session = world.get("checkout.session", name)
    if said.get("do") == "cancel":
        return see_other(checkout.cancel_url(session) or f"/c/pay/{name}")
    if session["status"] != "open":
        return _form(request, session, said, None)
    if said.get("fill") or said.get("do") == "fill_country":
        number = said.get("fill") or BY_COUNTRY.get(said.get("country", ""), "")
        filled = {"number": number, "expiry": "12/34", "cvc": "123", "email": said.get("email") or "reader@example.org"}
        return _form(request, session, {**said, **filled}, None)
    try:
        return _pay(world, request, session, said)
    except ApiError as error:
        return _form(request, session, said, str(error))


def _pay(world: World, request: Request, session: Thing, said: dict[str, str]) -> Response:
    details = {"email": said.get("email"), "name": said.get("name")}
    method = _method(world, session, said, {"billing_details": methods.billing_details(details)})
    intent = checkout.pay(world, session, method, details)
    if intent["next_action"]:
        return see_other(intent["next_action"]["redirect_to_url"]["url"])
    error = intent.get("last_payment_error") or intent.get("last_setup_error")
    if session["status"] == "complete":
        return see_other(checkout.success_url(session))
    return _form(request, session, said, error["message"] if error else None)


def _method(world: World, session: Thing, said: dict[str, str], more: dict[str, Any]) -> Thing:
    if "sepa_debit" in session["payment_method_types"] and said.get("iban") and not said.get("number"):
        return methods.new_bank_method(world, said["iban"], **more)
    month, _, year = said.get("expiry", "").replace(" ", "").partition("/")
    if not (month.isdigit() and year.isdigit()):
        raise ParamError("Write the expiry as MM/YY.", "expiry")
    return methods.new_card_method(world, said.get("number", ""), int(month), int(year), **more)


def _form(request: Request, session: Thing, said: dict[str, str], error: str | None) -> Response:
    language = language_for(said.get("locale") or session["locale"], request.headers.get("accept-language", ""))
    items = session["_line_items"]
    recurring = items[0]["price"]["recurring"] if items else None
    return render(
        "checkout.html",
        402 if error else 200,
        session=session,
        is_open=session["status"] == "open",
        words=WORDS[language],
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        items=items,
        period=recurring["interval"] if recurring else "once",
        verb={"subscription": "subscribe", "setup": "save"}.get(
            session["mode"], "donate" if session["submit_type"] == "donate" else "pay"
        ),
        error=error,
        filled={name: said.get(name, "") for name in FIELDS},
        email=said.get("email") or session["customer_email"] or "",
        takes_bank="sepa_debit" in session["payment_method_types"],
        takes_card="card" in session["payment_method_types"],
        cards=TEST_CARDS,
        countries=sorted(BY_COUNTRY),
    )
