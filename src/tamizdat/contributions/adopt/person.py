"""A customer of the processor becomes a supporter here: the address under a key of their own."""

from __future__ import annotations

from dataclasses import dataclass

from tamizdat.contributions.freeze.values import Customer
from tamizdat.contributions.models import Reference, Supporter
from tamizdat.contributions.vault import Vault, new_id, open_vault
from tamizdat.shell.home import Home


@dataclass(frozen=True, slots=True)
class People:
    """Whoever is taken over from one processor."""

    processor: str
    vault: Vault
    languages: tuple[str, ...]
    """The paper's; the first where a customer has none of them."""

    def adopt(self, customer: Customer) -> tuple[Supporter, bool]:
        """The supporter, and whether this customer is new. Call it inside a transaction.

        Whoever gave under the same address before is the same supporter; somebody who was erased is not brought back.
        """
        known = Reference.objects.filter(processor=self.processor, external_id=customer.number).exclude(supporter="")
        if number := known.values_list("supporter", flat=True).first():
            return Supporter.objects.get(id=number), False
        supporter = self._by_address(customer) or self._make(customer)
        Reference.objects.create(processor=self.processor, external_id=customer.number, supporter=supporter.id)
        return supporter, True

    def _by_address(self, customer: Customer) -> Supporter | None:
        if not customer.email:
            return None
        return Supporter.objects.filter(lookup=self.vault.lookup(customer.email)).first()

    def _make(self, customer: Customer) -> Supporter:
        key = self.vault.new_key()
        said = {"email": customer.email, "name": customer.name}
        return Supporter.objects.create(
            id=new_id(),
            sealed_key=key,
            sealed=self.vault.seal(key, {name: value for name, value in said.items() if value}),
            lookup=self.vault.lookup(customer.email) if customer.email else None,
            language=self._language(customer.language),
            may_be_mailed=bool(customer.email),
        )

    def _language(self, wanted: str) -> str:
        known = (one for one in self.languages if one == wanted or one.partition("-")[0] == wanted.partition("-")[0])
        return next(known, self.languages[0])


def open_people(home: Home, processor: str) -> People:
    """With the vault and the languages of this home."""
    return People(processor, open_vault(home), home.read_settings().languages)
