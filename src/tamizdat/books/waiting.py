"""What happened and stands behind no published figure yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from tamizdat.books.keep import FIELDS, read_entries
from tamizdat.books.models import Counted
from tamizdat.books.models import Entry as Row
from tamizdat.core.ledger.parts import Part, parts_of
from tamizdat.core.ledger.statement import FIGURES

AT_ONCE = 2000


def waiting_parts(zone: tzinfo) -> Iterator[Part]:
    """The parts of all movements that were not counted yet, currency by currency."""
    same = {one: OuterRef(one) for one in ("processor", "movement", "currency")}
    rows = Row.objects.filter(Q(debit__in=(*FIGURES, "suspense")) | Q(credit__in=(*FIGURES, "suspense")))
    rows = rows.filter(~Exists(Counted.objects.filter(**same))).order_by("processor", "movement", "line")
    entries = read_entries(rows.values_list(*FIELDS).iterator(AT_ONCE))
    for _, movement in groupby(entries, key=lambda one: (one.processor, one.id)):
        yield from parts_of(list(movement), zone)


def keep_counted(parts: Iterable[Part], statement: int) -> None:
    """Once counted, for ever counted."""
    cells = sorted({(one.processor, one.movement, one.currency) for one in parts})
    Counted.objects.bulk_create(
        [Counted(processor=p, movement=m, currency=c, statement=statement) for p, m, c in cells], batch_size=AT_ONCE
    )
