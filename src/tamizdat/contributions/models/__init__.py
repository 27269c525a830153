"""The support site's tables, one file for each thing."""

from tamizdat.contributions.models.gifts import Gift, Recurring
from tamizdat.contributions.models.mails import Mail
from tamizdat.contributions.models.notices import Notice, Reconciliation, Reference
from tamizdat.contributions.models.protection import Approval, Frozen, Link, Solved, Trouble
from tamizdat.contributions.models.receipts import Receipt
from tamizdat.contributions.models.reminders import Reminder
from tamizdat.contributions.models.supporters import Supporter

__all__ = [
    "Approval", "Frozen", "Gift", "Link", "Mail", "Notice", "Receipt", "Reconciliation", "Recurring", "Reference",
    "Reminder", "Solved", "Supporter", "Trouble",
]  # fmt: skip
