"""How the newsroom works and how it is reached, between the front's fields and the fact of the paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tamizdat.newsroom.body import ToNewsroom, ToPublic, newsroom_html, publish_html
from tamizdat.newsroom.clean import clean_block, clean_lines, clean_text

POLICIES = ("about", "ethics", "corrections", "verification", "sources", "ownership", "feedback", "masthead")
"""Names in the fact; the front's fields have ``_policy`` behind them."""
CHANNELS = ("onion", "signal", "mail", "post", "pgp")
LONGEST_KEY = 6_000
"""Bytes of a PGP key: base64 packs badly, and the page has to arrive."""
ONION = re.compile(r"https?://[a-z2-7]{56}\.onion(/\S*)?\Z")
PRIVATE_KEY = re.compile(r"PRIVATE KEY")


def compose_standing(front: Any, to: ToPublic) -> dict[str, Any]:
    """``policies`` and ``contact`` of a paper's fact; absent where nothing was written."""
    policies = {name: html for name in POLICIES if (html := _html(getattr(front, f"{name}_policy"), to))}
    contact = {"html": _html(front.contact_text, to)}
    contact |= {name: clean_text(getattr(front, f"contact_{name}")) for name in ("onion", "signal", "mail")}
    contact |= {name: clean_lines(getattr(front, f"contact_{name}")).strip() for name in ("post", "pgp")}
    contact = {name: words for name, words in contact.items() if words}
    return ({"policies": policies} if policies else {}) | ({"contact": contact} if contact else {})


def restored_standing(value: Mapping[str, Any], to: ToNewsroom) -> dict[str, str]:
    """The front's fields, from the fact."""
    policies, contact = value.get("policies", {}), value.get("contact", {})
    fields = {f"{name}_policy": newsroom_html(policies.get(name, ""), to) for name in POLICIES}
    fields["contact_text"] = newsroom_html(contact.get("html", ""), to)
    return fields | {f"contact_{name}": contact.get(name, "") for name in CHANNELS}


def check_contact(front: Any) -> None:
    """Refuse what would endanger whoever writes to the newsroom, and say which field."""
    errors = {}
    if front.contact_onion and not ONION.match(front.contact_onion.strip()):
        errors["contact_onion"] = _("An onion address begins with http:// and has 56 letters before .onion.")
    if PRIVATE_KEY.search(front.contact_pgp):
        errors["contact_pgp"] = _("This is the private key. Put the public one here, and make a new pair.")
    elif len(front.contact_pgp.encode()) > LONGEST_KEY:
        errors["contact_pgp"] = _("Longer than 6,000 bytes. Export the key without signatures of others.")
    if errors:
        raise ValidationError(errors)


def _html(text: str, to: ToPublic) -> str:
    return clean_block(publish_html(text, to))
