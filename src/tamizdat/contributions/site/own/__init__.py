"""The supporter's own pages: by a link in an e-mail, without a password; receipts; reminders."""
