"""The bank's question to the cardholder (3-D Secure): approve or refuse."""

from __future__ import annotations

import hmac
from urllib.parse import urlencode, urlsplit

from tamizdat.sandbox import checkout, intents, setups
from tamizdat.sandbox.http import Request, Response, see_other
from tamizdat.sandbox.pages.frame import render
from tamizdat.sandbox.refusals import unauthorized
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World


def _intent(world: World, name: str, secret: str) -> Thing:
    kind = "setup_intent" if name.startswith("seti_") else "payment_intent"
    intent = world.get(kind, name)
    if not hmac.compare_digest(intent["client_secret"].encode(), secret.encode()):
        raise unauthorized("This address is not complete: the client secret is missing or wrong.")
    return intent


def show(world: World, request: Request, said: dict[str, str], name: str) -> Response:
    intent = _intent(world, name, said.get("secret", ""))
    is_frame = said.get("frame") == "1"
    return render(
        "bank.html",
        frames=True,
        intent=intent,
        is_asked=intent["status"] == "requires_action",
        is_frame=is_frame,
        secret=intent["client_secret"],
        is_done=not is_frame or intent["status"] != "requires_action",
    )


def act(world: World, request: Request, said: dict[str, str], name: str) -> Response:
    intent = _intent(world, name, said.get("secret", ""))
    answer = said.get("answer") == "approve"
    if intent["status"] == "requires_action" and name.startswith("seti_"):
        setups.authenticate(world, intent, answer)
        if intent.get("_session"):
            checkout.setup_moved(world, world.get("checkout.session", intent["_session"]), intent)
    elif intent["status"] == "requires_action":
        intents.authenticate(world, intent, answer)
    back = intent.get("_return_url")
    if said.get("frame") == "1" or not back:
        return render("bank.html", frames=True, intent=intent, is_asked=False, is_frame=True, secret="", is_done=True)
    return see_other(back + ("&" if urlsplit(back).query else "?") + urlencode(_told(intent)))


def _told(intent: Thing) -> dict[str, str]:
    """What Stripe adds to the return address."""
    kind = intent["object"]
    failed = intent["status"] == "requires_payment_method"
    return {
        kind: intent["id"],
        f"{kind}_client_secret": intent["client_secret"],
        "redirect_status": "failed" if failed else "succeeded",
    }
