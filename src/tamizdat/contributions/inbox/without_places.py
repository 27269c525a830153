"""What a processor tells of where somebody is: nothing of it is kept, sealed or not."""

from __future__ import annotations

from typing import Any

PLACES = frozenset(
    [
        "address", "address_city", "address_country", "address_line1", "address_line2", "address_state", "address_zip",
        "bank_code", "bank_name", "city", "client_ip", "country", "iin", "ip", "ip_address", "issuer", "locale",
        "location", "phone", "postal_code", "preferred_locales", "preferred_locale", "routing_number", "shipping",
    ]
)  # fmt: skip
"""A card's first digits and its bank tell the country as well as the country does."""


def without_places(value: Any) -> Any:
    """The same, less every field of these names, however deep it lies."""
    if isinstance(value, dict):
        return {name: without_places(one) for name, one in value.items() if name not in PLACES}
    return [without_places(one) for one in value] if isinstance(value, list) else value
