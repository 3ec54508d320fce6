"""Forms of sign-in and one's own account: allauth's, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Text = str | Promise


def _word(form: forms.Form, name: str, label: Text, help_text: Text = "", **attrs: str) -> None:
    field = form.fields[name]
    field.label, field.help_text = label, help_text  # type: ignore[assignment]
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update({"data-secret": "", **attrs})


def _new_password_hint() -> str:
    """What a new password must be, in the words of the house."""
    shortest = max(getattr(each, "min_length", 0) for each in get_default_password_validators())
    return gettext("至少 %(n)s 个字符；不要用常见的密码，也不要用您的姓名或账号。") % {"n": shortest}


class LoginForm(account_forms.LoginForm):  # type: ignore[misc]
    """Account and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "login", _("账号"), autocapitalize="none", spellcheck="false", autofocus="")
        _word(self, "password", _("密码"))
        self.fields.pop("remember", None)


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "oldpassword", _("现在的密码"))
        _word(self, "password1", _("新密码"), _new_password_hint())
        _word(self, "password2", _("再写一遍新密码"))


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more before something grave."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password", _("密码"), autofocus="")


class CodeForm(code_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step: a code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", _("动态口令"), _("手机验证器上的 6 位数字；手机不在身边时，用一个恢复码"),
              autocomplete="one-time-code", inputmode="numeric", autofocus="")


class ReauthenticateCodeForm(code_forms.ReauthenticateForm):  # type: ignore[misc]
    """A code once more before something grave."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", _("动态口令"), _("手机验证器上的 6 位数字，或一个恢复码"),
              autocomplete="one-time-code", inputmode="numeric", autofocus="")


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code proves that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", _("验证器上的 6 位数字"), autocomplete="one-time-code", inputmode="numeric")


class _Readable:
    """Answers of an authenticator come from outside: a malformed one is a wrong one, not a fault."""

    def _wrong(self) -> ValidationError:
        return ValidationError(gettext("没有读到通行密钥。可以再试一次，或换一种方式。"))

    def clean_credential(self) -> Any:
        parent = getattr(super(), "clean_credential", None)
        try:
            return parent() if parent else self.cleaned_data["credential"]  # type: ignore[attr-defined]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._wrong() from error

    def clean(self) -> Any:
        try:
            return super().clean()  # type: ignore[misc]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._wrong() from error


class PasskeyForm(_Readable, passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second step by passkey."""


class PasskeyLoginForm(_Readable, passkey_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Sign-in by passkey alone."""


class PasskeyAgainForm(_Readable, passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey once more before something grave."""


class AddPasskeyForm(_Readable, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A name for the device; ``passwordless`` makes it a passkey that signs in alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "name", _("给它起个名字"), _("比如“值班室电脑”"))
        self.fields["name"].initial = self.initial["name"] = ""
        _word(self, "passwordless", _("可以不输密码，直接用它登录"))
        self.fields["passwordless"].initial = True


class EditPasskeyForm(passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "name", _("名字"))
