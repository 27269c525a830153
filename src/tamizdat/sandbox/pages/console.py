"""The console: a person sees what happened and plays processor, banks and time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tamizdat.sandbox import deliveries, disputes, payouts, refunds, subscriptions, tasks
from tamizdat.sandbox.http import Request, Response, see_other
from tamizdat.sandbox.ledger import balance
from tamizdat.sandbox.pages.frame import render
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import DAY, World

SHOWN = 30


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")


def _newest(world: World, kind: str, **extra: Any) -> list[Thing]:
    return [{**one, "at": _moment(one["created"]), **extra} for one in world.store.all(kind)[-SHOWN:][::-1]]


def _last4(world: World, charge: Thing) -> str:
    details = charge["payment_method_details"]
    return f"{details[details['type']].get('country')} ··{details[details['type']]['last4']}"


def _gift(subscription: Thing) -> Thing:
    item = subscriptions.item_of(subscription)
    return {**subscription, "item": item, "until": _moment(item["current_period_end"])}


def show(world: World, request: Request, said: dict[str, str]) -> Response:
    waiting = [one for one in deliveries.all_deliveries(world) if one["status"] != "delivered"]
    return render(
        "console.html",
        clock=_moment(world.now),
        balance=balance(world),
        charges=[{**one, "card": _last4(world, one)} for one in _newest(world, "charge")],
        gifts=[
            {
                **one,
                "item": subscriptions.item_of(one),
                "until": _moment(subscriptions.item_of(one)["current_period_end"]),
            }
            for one in _newest(world, "subscription")
        ],
        sessions=[one for one in _newest(world, "checkout.session") if one["status"] == "open"],
        disputes=_newest(world, "dispute"),
        refunds=_newest(world, "refund"),
        payouts=_newest(world, "payout"),
        events=_newest(world, "event"),
        waiting=waiting[-SHOWN:][::-1],
        attempts=world.store.count("_attempt"),
        open_disputes=disputes.OPEN,
        inquiries=disputes.INQUIRY,
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def act(world: World, request: Request, said: dict[str, str]) -> Response:
    name, amount = said.get("id", ""), _whole(said.get("amount", ""))
    deed = DEEDS.get(said.get("do", ""))
    if deed:
        deed(world, name, amount, said)
    return see_other(f"/_sandbox/#{said.get('back', '')}")


def _advance(world: World, name: str, amount: int | None, said: dict[str, str]) -> None:
    tasks.advance(world, min(_whole(said.get("days", "")) or 1, 3_660) * DAY)


def _refund(world: World, name: str, amount: int | None, said: dict[str, str]) -> None:
    refunds.refund(world, world.get("charge", name), amount, "requested_by_customer", {})


def _dispute(world: World, name: str, amount: int | None, said: dict[str, str]) -> None:
    is_inquiry = said["do"] == "inquire"
    disputes.dispute(world, world.get("charge", name), "fraudulent", amount, inquiry=is_inquiry)


def _expire(world: World, name: str, amount: int | None, said: dict[str, str]) -> None:
    method = world.get("payment_method", said.get("card", ""))
    world.change(method, card={**method["card"], "exp_month": 1, "exp_year": 2020})


def _pay_out(world: World, name: str, amount: int | None, said: dict[str, str]) -> None:
    payouts.pay_out(world, said.get("currency", "usd"), None, automatic=True)


DEEDS: dict[str, Any] = {
    "advance": _advance,
    "refund": _refund,
    "dispute": _dispute,
    "inquire": _dispute,
    "expire": _expire,
    "pay_out": _pay_out,
    "win": lambda world, name, amount, said: disputes.win(world, world.get("dispute", name)),
    "lose": lambda world, name, amount, said: disputes.lose(world, world.get("dispute", name)),
    "escalate": lambda world, name, amount, said: disputes.escalate(world, world.get("dispute", name)),
    "cancel": lambda world, name, amount, said: subscriptions.cancel(world, world.get("subscription", name)),
    "fail_payout": lambda world, name, amount, said: payouts.fail(world, world.get("payout", name)),
    "again": lambda world, name, amount, said: deliveries.deliver_again(world, name),
    "hold": lambda world, name, amount, said: deliveries.add_rule(world, "hold", [], None),
    "release": lambda world, name, amount, said: _release(world),
}


def _release(world: World) -> None:
    for rule in world.where("_rule", action="hold"):
        world.store.remove("_rule", rule["id"])
    deliveries.release(world)
