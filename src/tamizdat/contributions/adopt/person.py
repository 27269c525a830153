"""A customer of the processor becomes a supporter here: the address under a key of their own."""

from __future__ import annotations

from tamizdat.contributions.freeze.values import Customer
from tamizdat.contributions.models import Reference, Supporter
from tamizdat.contributions.vault import Vault, new_id, open_vault
from tamizdat.shell.home import Home


def adopt_person(home: Home, processor: str, customer: Customer) -> tuple[Supporter, bool]:
    """The supporter, and whether this customer is new. Call it inside a transaction.

    Whoever gave under the same address before is the same supporter; somebody who was erased is not brought back.
    """
    known = Reference.objects.filter(processor=processor, external_id=customer.number).exclude(supporter="").first()
    if known is not None:
        return Supporter.objects.get(id=known.supporter), False
    vault = open_vault(home)
    supporter = _by_address(vault, customer) or _make(home, vault, customer)
    Reference.objects.create(processor=processor, external_id=customer.number, supporter=supporter.id)
    return supporter, True


def _by_address(vault: Vault, customer: Customer) -> Supporter | None:
    return Supporter.objects.filter(lookup=vault.lookup(customer.email)).first() if customer.email else None


def _make(home: Home, vault: Vault, customer: Customer) -> Supporter:
    key = vault.new_key()
    said = {"email": customer.email, "name": customer.name}
    return Supporter.objects.create(
        id=new_id(),
        sealed_key=key,
        sealed=vault.seal(key, {name: value for name, value in said.items() if value}),
        lookup=vault.lookup(customer.email) if customer.email else None,
        language=_language(home, customer.language),
        may_be_mailed=bool(customer.email),
    )


def _language(home: Home, wanted: str) -> str:
    """One that the paper has."""
    languages = home.read_settings().languages
    return next((one for one in languages if one == wanted or one.partition("-")[0] == wanted[:2]), languages[0])
