"""Ask for a link into one's own page. Whether the address is known here, nobody but its owner can tell."""

from __future__ import annotations

import hmac
from datetime import datetime

from tamizdat.contributions.mail.put import put_mail
from tamizdat.contributions.models import Supporter
from tamizdat.contributions.vault import Vault, open_vault
from tamizdat.shell.home import Home

AN_HOUR = 3
"""So many links are mailed to one address in an hour."""


def ask_link(home: Home, email: str, now: datetime) -> None:
    """The same is done for every address: a row is written. One of a stranger is thrown away when mails are sent."""
    vault = open_vault(home)
    supporter = Supporter.objects.filter(lookup=vault.lookup(email), sealed_key__isnull=False).first()
    key = _key(vault, email, now)
    for number in range(AN_HOUR):
        if put_mail(f"link:{key}:{number}", supporter, "link", {}, now):
            return


def _key(vault: Vault, email: str, now: datetime) -> str:
    """A digest of the address for this hour: next hour it is another one, and no two can be compared."""
    hour = f"tamizdat ask: {vault.lookup(email)} {now:%Y-%m-%dT%H}"
    return hmac.digest(vault.key, hour.encode(), "sha256").hex()[:40]
