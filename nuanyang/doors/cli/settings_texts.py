"""What each environment variable does, for docs/reference/settings.md.

Variable → (default, explanation). A test finds every variable that the code reads and asks for it here.
"""

from __future__ import annotations

Entries = dict[str, tuple[str, str]]

SETTINGS: dict[str, Entries] = {
    "Where things are": {
        "NUANYANG_HOME": ("`~/.nuanyang`", "The folder with everything this installation keeps: database, keys, files, logs."),
        "NUANYANG_STATIC_ROOT": ("`static` in the home", "Where page assets are collected."),
        "NUANYANG_LOG_LEVEL": ("`WARNING`", "How much the web and worker processes log."),
    },
    "The address": {
        "NUANYANG_BASE_URL": (
            "the address it listens on",
            "The address that people open. With `https://` cookies are secure, plain HTTP is sent on, HSTS is on.",
        ),
        "NUANYANG_ALLOWED_HOSTS": ("`127.0.0.1,localhost,[::1]`", "Host names that are answered."),
        "NUANYANG_BEHIND_PROXY": ("`no`", "Believe the proxy's `X-Forwarded-Proto`, which it has to overwrite, and the last address in `X-Forwarded-For`, which it has to add."),
    },
    "Database": {
        "DATABASE_URL": ("the embedded database", "A server of your own: address of the application's role, which owns nothing."),
        "DATABASE_OWNER_URL": ("the embedded database", "The role that owns the tables; used for migrations only. Needed with `DATABASE_URL`."),
        "DATABASE_SUPERUSER_URL": ("", "For `backup` and `restore` on a server of your own: a role that sees every row."),
        "NUANYANG_DATABASE_POOL": ("`12`", "Most connections of one process."),
        "NUANYANG_DATABASE_POOLED": ("`yes`", "Keep connections open between requests; tests do not."),
        "NUANYANG_DATABASE_USER": ("`nuanyang`, `postgres` or `nobody`", "When started as root: the account that runs the embedded database."),
    },
    "Keys": {
        "NUANYANG_SECRET_KEY": ("", "The signing key itself, instead of a file."),
        "NUANYANG_SECRET_KEY_FILE": ("`keys/django.key` in the home", "File with the key that signs sessions and forms."),
        "NUANYANG_DATA_KEYS_FILE": ("`keys/data-keys.json` in the home", "File with the keys that encrypt named secrets. Outside the home no backup contains it."),
    },
    "Sign-in": {
        "NUANYANG_REQUIRE_SECOND_FACTOR": ("`yes` when serving, else `no`", "Who needs a second factor: `yes` (all), `no`, or role codes."),
        "NUANYANG_LOCKOUT_FAILURES": ("`6`", "Wrong passwords until an account waits 15 minutes."),
        "NUANYANG_OIDC_URL": ("", "Issuer of your identity provider; turns that way of signing in on."),
        "NUANYANG_OIDC_CLIENT_ID": ("", "Client id at the provider. Needed with the issuer."),
        "NUANYANG_OIDC_SECRET": ("", "Client secret at the provider. Needed with the issuer."),
        "NUANYANG_OIDC_NAME": ("`统一身份`", "What the sign-in page calls the provider."),
    },
    "Tests": {
        "NUANYANG_FIGURES": ("", "Folder in which long tests keep what they measured; `./nuan test --long` sets it to `bench/results/`."),
        "NUANYANG_SCREENSHOTS": ("", "Folder for the pictures that the stories take for the guides."),
    },
    "Messages": {
        "NUANYANG_EMAIL_HOST": ("", "Mail server; without it no mail is sent."),
        "NUANYANG_EMAIL_PORT": ("`25`", "Its port."),
        "NUANYANG_EMAIL_USER": ("", "Account at the mail server."),
        "NUANYANG_EMAIL_PASSWORD": ("", "Its password."),
        "NUANYANG_EMAIL_TLS": ("`no`", "Start TLS with the mail server."),
        "NUANYANG_EMAIL_FROM": ("`nuanyang@localhost`", "Sender of messages."),
        "NUANYANG_SMS_URL": ("", "Gateway for short messages: takes one JSON POST with `to`, `template`, `params` and `text`."),
        "NUANYANG_SMS_TOKEN": ("", "Bearer token of the gateway. Needed with its address."),
        "NUANYANG_WECOM_CORP": ("", "WeCom: id of the company; turns that channel on. Account names are member ids."),
        "NUANYANG_WECOM_SECRET": ("", "WeCom: secret of the application."),
        "NUANYANG_WECOM_AGENT": ("`0`", "WeCom: number of the application."),
        "NUANYANG_WECOM_URL": ("`https://qyapi.weixin.qq.com`", "WeCom: another address for a private installation."),
    },
    "Set by the program itself": {
        "NUANYANG_MODE": ("`serve`", "`serve`, `demo` or `test`; each command sets it."),
        "NUANYANG_DB_ROLE": ("`app`", "`app` or `owner`: which of the two addresses this process uses."),
        "NUANYANG_WEB_PARENT": ("", "Process id of the web server, for its workers, which end with it."),
    },
}
