"""Products and prices, also those named only inside another request."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.money import check_currency
from tamizdat.sandbox.refusals import ParamError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

INTERVALS = ("day", "week", "month", "year")


def new_product(world: World, name: str, **fields: Any) -> Thing:
    product = world.new(
        "product",
        "prod",
        {"name": name, "active": True, "images": [], "marketing_features": [], "type": "service"},
        {"updated": world.now, **fields},
    )
    world.emit("product.created", product)
    return product


def new_price(
    world: World, product: Thing, currency: str, amount: int, recurring: Thing | None, *, told: bool = True, **more: Any
) -> Thing:
    price = world.new(
        "price",
        "price_1",
        {"active": True, "billing_scheme": "per_unit", "currency": currency, "product": product["id"]},
        {"recurring": recurring, "tax_behavior": "unspecified", "type": "recurring" if recurring else "one_time"},
        {"unit_amount": amount, "unit_amount_decimal": str(amount), "_product_name": product["name"], **more},
    )
    if told:
        world.emit("price.created", price)
    return price


def read_recurring(ask: Ask, path: str) -> Thing | None:
    if not ask.has(path):
        return None
    interval = ask.choice(f"{path}.interval", *INTERVALS) or ask.needs(f"{path}.interval")
    count = ask.whole(f"{path}.interval_count", 1)
    plain = {"meter": None, "usage_type": "licensed", "trial_period_days": None}
    return {"interval": interval, "interval_count": count, **plain}


def read_price(world: World, ask: Ask, path: str) -> Thing:
    """``price`` names one; ``price_data`` makes one for this purpose alone."""
    if ask.has(f"{path}.price"):
        return world.get("price", ask.needs(f"{path}.price"), f"{path}.price")
    at = f"{path}.price_data"
    currency = check_currency(ask.needs(f"{at}.currency"), f"{at}.currency")
    amount = ask.whole(f"{at}.unit_amount")
    if amount is None or amount < 0:
        raise ParamError("Missing or invalid price_data[unit_amount].", f"{at}[unit_amount]", "parameter_missing")
    if ask.has(f"{at}.product_data"):
        product = new_product(
            world,
            ask.needs(f"{at}.product_data.name"),
            description=ask.text(f"{at}.product_data.description"),
            metadata=ask.metadata(path=f"{at}.product_data.metadata"),
        )
    else:
        product = world.get("product", ask.needs(f"{at}.product"), f"{at}[product]")
    return new_price(world, product, currency, amount, read_recurring(ask, f"{at}.recurring"), told=False, active=False)


def plan_of(price: Thing) -> Thing:
    """The older word for a recurring price, which a subscription's item still carries."""
    recurring = price["recurring"]
    return {
        **{key: price[key] for key in ("id", "active", "billing_scheme", "created", "currency", "livemode")},
        "object": "plan",
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "metadata": {},
        "meter": None,
        "nickname": None,
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }
