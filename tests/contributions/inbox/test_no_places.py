"""Where somebody is from is kept nowhere, not even sealed: a seized disk with its keys does not say it."""

from __future__ import annotations

import json

from tests.contributions.inbox.place import Place

from tamizdat.contributions.inbox.without_places import without_places
from tamizdat.contributions.models import Notice
from tamizdat.contributions.vault import open_vault
from tamizdat.sandbox.cards import BY_COUNTRY


def test_what_lies_under_a_supporters_key_has_no_country_of_a_card(place: Place) -> None:
    place.give(every="month", card=BY_COUNTRY["DE"])
    place.settle()
    vault, opened = open_vault(place.home), []
    for notice in Notice.objects.exclude(remainder=None).select_related("supporter"):
        assert notice.supporter is not None and notice.supporter.sealed_key is not None
        opened.append(vault.open(bytes(notice.supporter.sealed_key), bytes(notice.remainder or b"")))
    said = json.dumps(opened)
    assert len(opened) > 5
    assert '"country"' not in said and '"DE"' not in said and '"address"' not in said


def test_it_is_found_however_deep_it_lies() -> None:
    told = {"a": [{"card": {"country": "BY", "last4": "4242"}}, 1], "address": {"city": "Minsk"}, "ip": "192.0.2.1"}
    assert without_places(told) == {"a": [{"card": {"last4": "4242"}}, 1]}
