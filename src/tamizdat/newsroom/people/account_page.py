"""The account page: password, language and looks. Wagtail's also keeps a name, a picture and where somebody lives."""

from __future__ import annotations

from typing import Any

from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    NameEmailSettingsPanel,
    NotificationsSettingsPanel,
)

NOT_KEPT = (NameEmailSettingsPanel, AvatarSettingsPanel, NotificationsSettingsPanel)
"""Whoever runs the newsroom gives names, which are checked; pictures would lie unsealed; nothing is sent by e-mail."""


class OwnAccount(AccountView):
    """What somebody may change about their own account."""

    def get_panels(self) -> list[Any]:
        """Wagtail's, without those that keep more than is needed."""
        return [one for one in super().get_panels() if not isinstance(one, NOT_KEPT)]


account = never_cache(require_admin_access(OwnAccount.as_view()))
