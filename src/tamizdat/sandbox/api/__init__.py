"""The paths of the API. Importing this room's modules registers them."""

from tamizdat.sandbox.api import (
    balances,
    checkouts,
    customers,
    disputes,
    endpoints,
    invoices,
    methods,
    payments,
    products,
    refunds,
    setups,
    subscriptions,
)

__all__ = [
    "balances",
    "checkouts",
    "customers",
    "disputes",
    "endpoints",
    "invoices",
    "methods",
    "payments",
    "products",
    "refunds",
    "setups",
    "subscriptions",
]
