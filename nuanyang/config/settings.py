"""Settings, all from the environment; see docs/reference/settings.md."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from nuanyang import __version__
from nuanyang.config import environment as env

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(env.text("NUANYANG_HOME", str(Path.home() / ".nuanyang")))
VERSION = __version__
MODE = env.text("NUANYANG_MODE", "serve")
DEBUG = False

SECRET_KEY = (
    Path(env.text("NUANYANG_SECRET_KEY_FILE", str(HOME / "keys" / "django.key"))).read_text().strip()
    if "NUANYANG_SECRET_KEY" not in os.environ
    else env.text("NUANYANG_SECRET_KEY")
)
DATA_KEYS_FILE = env.text("NUANYANG_DATA_KEYS_FILE", str(HOME / "keys" / "data-keys.json"))
ALLOWED_HOSTS = env.words("NUANYANG_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
BASE_URL = env.text("NUANYANG_BASE_URL", "http://127.0.0.1:8000")
BEHIND_TLS = BASE_URL.startswith("https://")
BEHIND_PROXY = env.boolean("NUANYANG_BEHIND_PROXY", False)

APPLICATION_DATABASE_URL = env.text("DATABASE_URL")
_as_owner = env.text("NUANYANG_DB_ROLE", "app") == "owner"
DATABASES = {
    "default": env.database(
        env.text("DATABASE_OWNER_URL") if _as_owner else APPLICATION_DATABASE_URL,
        pool=not _as_owner and env.boolean("NUANYANG_DATABASE_POOLED", MODE != "test"),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "nuanyang.foundation.access.apps.AccessConfig",  # before auth: owns the user model
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "template_partials",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "nuanyang.foundation.scope",
    "nuanyang.foundation.audit",
    "nuanyang.foundation.regions",
    "nuanyang.foundation.orgs",
    "nuanyang.foundation.rulebook",
    "nuanyang.foundation.deadlines",
    "nuanyang.foundation.files",
    "nuanyang.foundation.documents",
    "nuanyang.foundation.jobs",
    "nuanyang.foundation.notify",
    "nuanyang.registry.people",
    "nuanyang.journey.discover.patrols",
    "nuanyang.journey.take_in.intake",
    "nuanyang.journey.take_in.belongings",
    "nuanyang.journey.take_in.stays",
    "nuanyang.journey.take_in.ledger",
    "nuanyang.journey.assess.needs",
    "nuanyang.journey.help.casework",
    "nuanyang.journey.resettle.departures",
    "nuanyang.journey.follow_up.visits",
    "nuanyang.insight.workbench",
    "nuanyang.insight.person_page",
    "nuanyang.insight.break_glass",
    "nuanyang.insight.reports",
    "nuanyang.doors.web",
]

MIDDLEWARE = [
    "nuanyang.foundation.access.forwarded.ForwardedAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "nuanyang.doors.web.null_characters.NullCharactersMiddleware",
    "nuanyang.foundation.access.tokens.TokenMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "nuanyang.foundation.access.middleware.ActingMiddleware",
]

ROOT_URLCONF = "nuanyang.config.urls"
WSGI_APPLICATION = "nuanyang.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nuanyang.doors.web.shell.context",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
            ],
        },
    }
]

# ---- who signs in -----------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    # Tests make hundreds of accounts; a slow hash there protects nobody.
    *(["django.contrib.auth.hashers.MD5PasswordHasher"] if MODE == "test" else []),
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "nuanyang.foundation.access.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "nuanyang.foundation.access.sign_in.SocialAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "nuanyang.foundation.access.account_forms.LoginForm",
    "change_password": "nuanyang.foundation.access.account_forms.ChangePasswordForm",
    "reauthenticate": "nuanyang.foundation.access.account_forms.ReauthenticateForm",
}
# Passwords are counted by axes, in the database; this bounds codes of the second step too.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,10/5m/key"}
# Roles that need a second factor: yes (all), no, or role codes.
SECOND_FACTOR_ROLES = env.words("NUANYANG_REQUIRE_SECOND_FACTOR", "yes" if MODE == "serve" else "no")
MFA_ADAPTER = "nuanyang.foundation.access.sign_in.MFAAdapter"
MFA_FORMS = {
    "authenticate": "nuanyang.foundation.access.account_forms.CodeForm",
    "reauthenticate": "nuanyang.foundation.access.account_forms.ReauthenticateCodeForm",
    "activate_totp": "nuanyang.foundation.access.account_forms.ActivateTOTPForm",
    "authenticate_webauthn": "nuanyang.foundation.access.account_forms.PasskeyForm",
    "reauthenticate_webauthn": "nuanyang.foundation.access.account_forms.PasskeyAgainForm",
    "login_webauthn": "nuanyang.foundation.access.account_forms.PasskeyLoginForm",
    "add_webauthn": "nuanyang.foundation.access.account_forms.AddPasskeyForm",
    "edit_webauthn": "nuanyang.foundation.access.account_forms.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
MFA_TOTP_ISSUER = "暖阳 Nuanyang"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ONLY = False
# A link, not a form: the content policy would stop a form that is sent on to the provider.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": (
            [
                {
                    "provider_id": "oidc",
                    "name": env.text("NUANYANG_OIDC_NAME", "统一身份"),
                    "client_id": env.text("NUANYANG_OIDC_CLIENT_ID"),
                    "secret": env.text("NUANYANG_OIDC_SECRET"),
                    "settings": {"server_url": env.text("NUANYANG_OIDC_URL")},
                }
            ]
            if "NUANYANG_OIDC_URL" in os.environ
            else []
        ),
        "OAUTH_PKCE_ENABLED": True,
    }
}
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = env.integer("NUANYANG_LOCKOUT_FAILURES", 6)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "access/locked_out.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "nuanyang.doors.web.views.csrf_failure"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        # A voice note is listened to before it is sent: it is the page's own then.
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# ---- words, time, files -----------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = env.text("NUANYANG_STATIC_ROOT", str(HOME / "static"))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(HOME / "files")},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if MODE == "test"
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
WHITENOISE_AUTOREFRESH = False
FORM_RENDERER = "nuanyang.doors.web.form_rendering.DesignSystemRenderer"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if "NUANYANG_EMAIL_HOST" in os.environ
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = env.text("NUANYANG_EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("NUANYANG_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("NUANYANG_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("NUANYANG_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.boolean("NUANYANG_EMAIL_TLS", False)
DEFAULT_FROM_EMAIL = env.text("NUANYANG_EMAIL_FROM", "nuanyang@localhost")

MESSAGES: dict[str, Any] = {
    "fake": MODE in ("test", "demo"),  # nothing leaves the house
    "base_url": BASE_URL,
    "email": "NUANYANG_EMAIL_HOST" in os.environ,
    "sms": (
        {"url": env.text("NUANYANG_SMS_URL"), "token": env.text("NUANYANG_SMS_TOKEN")}
        if "NUANYANG_SMS_URL" in os.environ
        else None
    ),
    "wecom": (
        {
            "corp": env.text("NUANYANG_WECOM_CORP"),
            "secret": env.text("NUANYANG_WECOM_SECRET"),
            "agent": env.integer("NUANYANG_WECOM_AGENT", 0),
            "url": env.text("NUANYANG_WECOM_URL", "https://qyapi.weixin.qq.com"),
        }
        if "NUANYANG_WECOM_CORP" in os.environ
        else None
    ),
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("NUANYANG_LOG_LEVEL", "WARNING")},
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = None
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
