"""Which processors this home has: one door to all of them."""

from __future__ import annotations

from importlib import import_module
from ipaddress import ip_address
from urllib.parse import urlsplit

from tamizdat.contributions.providers.contract import Provider
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, Settings

OPENERS = {
    "sandbox": "tamizdat.contributions.providers.stripe.open:open_sandbox",
    "stripe": "tamizdat.contributions.providers.stripe.open:open_stripe",
    "bank": "tamizdat.contributions.providers.bank.provider:open_bank",
    "btcpay": "tamizdat.contributions.providers.btcpay.provider:open_btcpay",
}

BY_HAND = ("bank",)
"""Their notices wait for a person, not for another try; only what moved is applied by itself."""


def open_provider(home: Home, name: str | None = None) -> Provider:
    """The processor of this name, else the one of the settings; raises RefusedError where it is not to be used."""
    settings = home.read_settings()
    wanted = name or settings.support.processor
    if wanted not in OPENERS:
        raise RefusedError(f"There is no processor {wanted!r}. Known are {', '.join(OPENERS)}.")
    if wanted == "sandbox":
        check_sandbox(settings)
    module, function = OPENERS[wanted].split(":")
    opened: Provider = getattr(import_module(module), function)(home, settings)
    return opened


def provider_names(settings: Settings) -> tuple[str, ...]:
    """The processor of the settings, and every other one that has a section of its own."""
    support = settings.support
    beside = set(OPENERS) - {"sandbox", "stripe", support.processor}
    others = (name for name in OPENERS if name in beside and name in support.settings)
    return (support.processor, *others)


def check_sandbox(settings: Settings) -> None:
    """A processor that moves no money is for demonstrations on one machine, and for nothing else."""
    table = settings.support.settings.get("sandbox", {})
    if settings.support.processor != "sandbox":
        raise RefusedError("The sandbox is not its processor: beside real money there is none that moves nothing.")
    if table.get("demo") is not True:
        raise RefusedError(
            "The sandbox moves no money, so it is for demonstrations only. Set [support] processor to another one, "
            "or demo = true in [support.sandbox]."
        )
    if not is_loopback(str(table.get("address", ""))):
        raise RefusedError("[support.sandbox] address has to be on this machine, such as http://127.0.0.1:8003.")
    if any("_live_" in str(table.get(key, "")) for key in ("key", "publishable_key")):
        raise RefusedError("[support.sandbox] holds a live key of Stripe. Take it out, and let Stripe make another.")


def is_loopback(address: str) -> bool:
    """On this machine and nowhere else."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
