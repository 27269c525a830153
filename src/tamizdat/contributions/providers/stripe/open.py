"""Open Stripe with the keys of this home, or the sandbox with those of its settings."""

from __future__ import annotations

from tamizdat.contributions.providers.stripe.client import open_client
from tamizdat.contributions.providers.stripe.guard import check_statement_text, guard_of
from tamizdat.contributions.providers.stripe.provider import Keys, StripeProvider
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, Settings
from tamizdat.shell.private_files import check_private

SCRIPT = "https://js.stripe.com/endive/stripe.js?advancedFraudSignals=false"
"""Without the signals that Stripe otherwise gathers of how a reader moves about the page (docs.stripe.com/disputes/
prevention/advanced-fraud-detection). Of the same version as the API that is spoken."""


def open_sandbox(home: Home, settings: Settings) -> StripeProvider:
    """The registry has checked that this is a demonstration on one machine."""
    table = settings.support.settings["sandbox"]
    address = str(table["address"]).rstrip("/")
    key = str(table.get("key", "sk_test_sandbox"))
    keys = Keys(
        webhook=(str(table.get("webhook_secret", "whsec_sandbox")),),
        publishable=str(table.get("publishable_key", "pk_test_sandbox")),
        script=str(table.get("script", f"{address}/v3/stripe.js")),
        is_live=False,
    )
    return _open(settings, "sandbox", key, keys, address)


def open_stripe(home: Home, settings: Settings) -> StripeProvider:
    """``support/keys/stripe.key`` (secret or restricted) and ``stripe-notices.key``, one secret a line."""
    table = settings.support.settings.get("stripe", {})
    key = read_key(home, "stripe.key", ("sk_", "rk_"))[0]
    keys = Keys(
        webhook=read_key(home, "stripe-notices.key", ("whsec_",)),
        publishable=str(table.get("publishable_key", "")),
        script=SCRIPT,
        is_live="_live_" in key,
    )
    if ("_live_" in keys.publishable) != keys.is_live:
        raise RefusedError("[support.stripe] publishable_key and support/keys/stripe.key: one is live, one for tests.")
    return _open(settings, "stripe", key, keys)


def read_key(home: Home, name: str, beginnings: tuple[str, ...]) -> tuple[str, ...]:
    """Keys in a file that nobody else can read."""
    file = home.support_keys / name
    if not file.is_file():
        raise RefusedError(f"{file} is missing: put the processor's key there, and run `chmod 600 {file}`.")
    check_private(file)
    keys = tuple(file.read_text(encoding="ascii").split())
    if not keys or not all(key.startswith(beginnings) for key in keys):
        raise RefusedError(f"{file} does not hold what it should: a key that begins with {' or '.join(beginnings)}.")
    return keys


def _open(settings: Settings, name: str, key: str, keys: Keys, address: str = "") -> StripeProvider:
    guard = guard_of(settings)
    if text := settings.support.statement_text:
        check_statement_text(text, guard)
    return StripeProvider(name, open_client(key, guard, address), keys)
