"""People who sign in, their roles, and glass broken in an emergency."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.access.choices import Verdict
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import Record, Scope, ViewerKeysField


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account. What it may do comes from role assignments alone."""

    scope = Scope.system("sign-in reads it before anybody acts; screens show display names")

    id = models.BigAutoField(primary_key=True)
    username = models.CharField(
        _("账号"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[\w.@+-]+$", _("账号只能用字母、数字和 . @ + - _"))],
    )
    display_name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("电子邮件"), blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=10, default="auto")
    #: Somebody else knows the password: nothing opens before the user has set his own.
    must_change_password = models.BooleanField(default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name

    # Libraries ask these; there are no Django permissions here, so the answer is no.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Role(models.Model):
    """A set of permissions, from ``data/roles.yaml``."""

    scope = Scope.public("names of roles and what they may do")

    code = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    permissions = ArrayField(models.TextField())
    oversees = models.BooleanField(default=False)


class Assignment(Record):
    """A user holds a role at an organisation, for a region and a time, perhaps as a deputy."""

    scope = Scope.system("read at every sign-in to build the actor")

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, models.PROTECT, related_name="assignments")
    region = models.CharField(max_length=12, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    deputy_for = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="deputies"
    )

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="access_assignment_period",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
            )
        ]


class BrokenGlass(Record):
    """Emergency access to one person's records: reason, end, review by another.

    Its organisation sees it, and who oversees the region: a chief's own access is reviewed above him.
    """

    scope = Scope.root()

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person_id = models.BigIntegerField(db_index=True)
    reason = models.TextField()
    broken_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    verdict_note = models.TextField(blank=True)
    viewer_keys = ViewerKeysField()

    @property
    def person_number(self) -> str:
        """The number of the person's record, as people say it."""
        return f"R{self.person_id:07d}"


class Circle(Record):
    """The few who may know of sealed or concealed records; its key is ``c:<id>``."""

    scope = Scope.system("membership is read at sign-in")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    purpose = models.TextField(blank=True)


class CircleMember(Record):
    """A user inside a circle, for a time."""

    scope = Scope.system("membership is read at sign-in")
    deletable = True

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="circles")
    valid_to = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        constraints = [models.UniqueConstraint("circle", "user", name="access_circle_member_once")]


class AccessToken(Record):
    """A bearer token of a user for programs; only its digest is kept."""

    scope = Scope.system("read before anybody acts")
    history = ("valid_to",)

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80, blank=True)
    valid_to = models.DateTimeField()
