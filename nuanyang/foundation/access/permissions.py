"""Every permission there is, in one place, by group.

Roles (``data/roles.yaml``) are sets of these; a system check refuses a role that names another.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERMISSIONS: dict[str, str | Promise] = {
    # foundation
    "orgs.manage": _("管理机构"),
    "users.manage": _("管理账号和角色"),
    "access.break_glass": _("紧急查阅"),
    "access.review": _("复核紧急查阅"),
    "rules.view": _("查看规则"),
    "rules.edit": _("修改规则参数"),
    "audit.view": _("查看操作记录"),
    "documents.issue": _("开具文书"),
    "documents.templates": _("上传官方文书模板"),
    # registry
    "people.view": _("查看人员"),
    "people.edit": _("登记和修改人员"),
    "people.see_names": _("查看辖区内姓名"),
    "people.reveal": _("显示证件号码全文"),
    "people.link": _("认定同一人"),
    "people.seal": _("密封记录"),
    # the six stages
    "patrols.view": _("查看街面记录"),
    "patrols.record": _("登记街面发现"),
    "intake.view": _("查看求助登记"),
    "intake.register": _("办理求助登记"),
    "stays.view": _("查看在站情况"),
    "stays.manage": _("安排床位和在站服务"),
    "ledger.import": _("导入台账"),
    "needs.view": _("查看评估"),
    "needs.assess": _("作出评估"),
    "casework.view": _("查看帮扶计划"),
    "casework.manage": _("制定和执行帮扶计划"),
    "departures.view": _("查看离站"),
    "departures.discharge": _("办理离站"),
    "visits.view": _("查看回访"),
    "visits.record": _("作出回访"),
    # insight
    "workbench.view": _("今日工作"),
    "reports.view": _("查看报表"),
    "reports.export": _("导出报表"),
    # jobs of the system itself
    "system.run": _("系统任务"),
}
