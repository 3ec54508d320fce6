"""Writes: add an organisation, change its particulars."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.orgs import events
from nuanyang.foundation.orgs.choices import OrganisationKind
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused


class CannotAddOrganisation(Refused):
    """The code is taken, or kind, region or parent are not right."""


@operation(permission="orgs.manage", events=[events.ADDED])
def add(
    *,
    code: str,
    name: str,
    kind: str,
    region: str,
    at: datetime,
    actor: Actor,
    parent_code: str = "",
    phone: str = "",
    address: str = "",
    concealed: bool = False,
) -> Organisation:
    """Add an organisation below ``parent_code``.

    :raises CannotAddOrganisation: naming the field that is wrong.
    """
    if kind not in OrganisationKind.values:
        raise CannotAddOrganisation(
            _("没有“%(kind)s”这种机构类别") % {"kind": kind}, field="kind",
            hint=" ".join(OrganisationKind.values),
        )
    if not re.fullmatch(r"\d{6}(\d{3}){0,2}", region):
        raise CannotAddOrganisation(_("行政区划代码应为 6、9 或 12 位数字"), field="region")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", code):
        raise CannotAddOrganisation(_("机构代码只能用字母、数字、- 和 _"), field="code")
    if not name.strip():
        raise CannotAddOrganisation(_("请填写机构名称"), field="name")
    if Organisation.objects.filter(code=code).exists():
        raise CannotAddOrganisation(_("机构代码 %(code)s 已有") % {"code": code}, field="code")
    parent = None
    if parent_code:
        parent = Organisation.objects.filter(code=parent_code).first()
        if parent is None:
            raise CannotAddOrganisation(
                _("没有代码为 %(code)s 的上级机构") % {"code": parent_code}, field="parent"
            )
    organisation = Organisation(
        code=code, name=name.strip(), kind=kind, region=region, parent=parent, phone=phone,
        address=address, concealed=concealed,
    )
    organisation.save()
    record(events.ADDED, root=("organisation", organisation.pk), at=at, payload={"code": code})
    return organisation
