"""The newsroom's addresses. Everything but the way in is behind the second factor: ``newsroom/second_factor.py``."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_admin

from tamizdat.newsroom.desk.files import nothing_here, serve_original, serve_preview_file
from tamizdat.newsroom.desk.static import static_address

urlpatterns = [
    # the way in
    path("login/", account.login, name="account_login"),
    path("login/code/", factor.authenticate, name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("login/again/", account.reauthenticate, name="account_reauthenticate"),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("login/again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("login/again/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("login/inactive/", account.account_inactive, name="account_inactive"),
    path("second-factor/", factor.index, name="mfa_index"),
    path("second-factor/set-up/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("second-factor/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("second-factor/passkeys/new/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("", include("tamizdat.newsroom.people.urls")),
    path("documents/", nothing_here),
    path("documents/<path:rest>", nothing_here),
    path("password_reset/", nothing_here),
    path("password_reset/<path:rest>", nothing_here),
    path("favicon.ico", RedirectView.as_view(url=static_address("desk/icon.svg")), name="desk_icon"),
    # files
    path("originals/<path:name>", serve_original, name="desk_original"),
    path("preview-files/<path:name>", serve_preview_file, name="desk_preview_file"),
    # the desk
    path("", include(wagtail_admin)),
]
