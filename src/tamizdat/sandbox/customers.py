"""Customers, as the processor keeps them."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World


def new_customer(world: World, **fields: Any) -> Thing:
    customer = world.new(
        "customer",
        "cus",
        {"balance": 0, "delinquent": False, "invoice_prefix": world.id("X", 8)[2:].upper(), "tax_exempt": "none"},
        {"next_invoice_sequence": 1, "preferred_locales": [], **fields},
    )
    settings = {"custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None}
    customer["invoice_settings"] = {**settings, **(customer["invoice_settings"] or {})}
    world.emit("customer.created", customer)
    return customer
