"""Sign-in, one's own account, the organisation's accounts.

The library's views one by one: what is not listed does not exist.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from django.urls import include, path

from nuanyang.foundation.access import user_views, views

#: Names that the library looks up. There is no sign-up and no reset by e-mail.
NOT_OFFERED = (
    ("signup/", "account_signup"),
    ("password/set/", "account_set_password"),
    ("password/reset/", "account_reset_password"),
    ("email/", "account_email"),
    ("confirm-email/", "account_email_verification_sent"),
    ("3rdparty/signup/", "socialaccount_signup"),
    ("3rdparty/", "socialaccount_connections"),
)

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("security/", views.security, name="account_security"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("sessions/<int:pk>/end/", views.end_session, name="usersessions_end"),
    path("sessions/end-others/", views.end_other_sessions, name="usersessions_end_others"),
    path("2fa/", views.to_security, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("2fa/passkeys/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/passkeys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("3rdparty/login/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("3rdparty/login/error/", social.login_error, name="socialaccount_login_error"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("users/", user_views.users, name="access_users"),
    path("users/new/", user_views.add, name="access_user_add"),
    path("roles/", user_views.roles, name="access_roles"),
    path("roles/<int:pk>/end/", user_views.end_role, name="access_role_end"),
    path("users/@<str:username>/", user_views.user, name="access_user"),
    path("users/@<str:username>/grant/", user_views.grant, name="access_user_grant"),
    path("users/@<str:username>/deactivate/", user_views.deactivate, name="access_user_deactivate"),
    path(
        "users/@<str:username>/reset-second-factor/", user_views.reset_second_factor, name="access_user_reset"
    ),
    path("users/@<str:username>/password/", user_views.do, {"what": "password"}, name="access_user_password"),
    path("users/@<str:username>/end-sessions/", user_views.do, {"what": "sessions"}, name="access_user_sessions"),
    path("users/@<str:username>/reactivate/", user_views.do, {"what": "reactivate"}, name="access_user_reactivate"),
    *(path(route, views.not_offered, name=name) for route, name in NOT_OFFERED),
]
