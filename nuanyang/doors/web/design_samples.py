"""Sample data for the page that shows every component. All people are invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanyang.doors.web import design_places

NOW = datetime(2026, 11, 22, 15, 41, tzinfo=UTC)  # 23:41 at the station


def _ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def _ahead(**span: float) -> datetime:
    return NOW + timedelta(**span)


class IntakeSample(forms.Form):
    """Eight questions in the order people talk, and what may be added."""

    condition = forms.ChoiceField(
        label=_("先看身体"),
        choices=[("well", _("能说能走")), ("ill", _("有伤或发病")), ("danger", _("醉酒或有危险"))],
        widget=forms.RadioSelect,
    )
    route = forms.ChoiceField(
        label=_("怎么来的"),
        required=False,
        choices=[
            ("patrol", _("夜巡引送")),
            ("police", _("公安护送")),
            ("self", _("自行")),
            ("hospital", _("医院")),
            ("public", _("群众")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("叫什么"), required=False, max_length=60, help_text=_("说不清可留空，记称呼"))
    sex = forms.ChoiceField(
        label=_("性别"),
        required=False,
        choices=[("m", _("男")), ("f", _("女")), ("u", _("不明"))],
        widget=forms.RadioSelect,
    )
    age = forms.CharField(label=_("多大"), required=False, widget=forms.TextInput(attrs={"data-ui": "age"}))
    arrived = forms.DateField(label=_("哪天到的"), required=False)
    number = forms.CharField(
        label=_("证件号"),
        required=False,
        help_text=_("看不清的用 * 代替；这一项不存草稿"),
        widget=forms.TextInput(attrs={"data-secret": "", "autocomplete": "off", "inputmode": "text"}),
    )
    reasons = forms.MultipleChoiceField(
        label=_("为什么求助"),
        required=False,
        choices=[
            ("work", _("务工不着")),
            ("robbed", _("被盗被骗")),
            ("lost", _("走失")),
            ("kin", _("寻亲")),
            ("violence", _("家暴")),
            ("other", _("其他")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(label=_("原话"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photo = forms.FileField(label=_("照片"), required=False, widget=forms.FileInput(attrs={"data-ui": "photo"}))
    voice = forms.FileField(label=_("录音"), required=False, widget=forms.FileInput(attrs={"data-ui": "voice"}))
    agreed = forms.BooleanField(label=_("已告知查找亲属并征得同意"), required=False)


class DischargeSample(forms.Form):
    reason = forms.CharField(label=_("理由"), min_length=4, widget=forms.Textarea(attrs={"rows": 2}))


class FilterSample(forms.Form):
    sex = forms.ChoiceField(label=_("性别"), required=False, choices=[("", _("全部")), ("m", _("男")), ("f", _("女"))])
    since = forms.DateField(label=_("从哪天起"), required=False)


def samples() -> dict[str, Any]:
    """Everything ``web/design.html`` shows."""
    return {
        "now": NOW,
        "filled_form": IntakeSample(
            initial={
                "condition": "well",
                "route": "patrol",
                "name": "吴贵生",
                "sex": "m",
                "age": "35上下",
                "arrived": NOW.date(),
                "reasons": ["robbed"],
            },
            auto_id="filled_%s",
        ),
        "wrong_form": _wrong_form(),
        "discharge_form": DischargeSample(auto_id="discharge_%s"),
        "dialog_form": DischargeSample(auto_id="dialog_%s"),
        "filter_form": FilterSample(auto_id="filter_%s"),
        "specimens": [("light", "zh-hans"), ("dark", "zh-hans"), ("light", "en"), ("dark", "en")],
        **_people(),
        **_lists(),
        **design_places.figures(),
        "zones": design_places.zones(),
        "choice_zones": design_places.choice_zones(),
    }


def _wrong_form() -> forms.Form:
    class Short(forms.Form):
        name = forms.CharField(
            label=_("叫什么"), max_length=60, error_messages={"required": _("写一个称呼，哪怕是“无名氏”")}
        )
        sex = forms.ChoiceField(
            label=_("性别"),
            choices=[("m", _("男")), ("f", _("女"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("选一个，或选“不明”")},
        )
        arrived = forms.DateField(
            label=_("哪天到的"), error_messages={"invalid": _("没看懂这个日期，可写 11-22 或 昨天")}
        )

    return Short({"name": "", "arrived": "某天"}, auto_id="wrong_%s")


def _people() -> dict[str, Any]:
    return {
        "band_chips": [
            {"label": _("身份未明 第 21 天"), "tone": "risk"},
            {"label": _("青霉素过敏（口述）"), "tone": "risk"},
            _("西南官话"),
            _("右眉疤"),
            _("第 1 次来站"),
        ],
        "evidence": [
            {"label": _("称呼 阿珍"), "weight": 6.2},
            {"label": _("地名 3 条"), "weight": 8.8},
            {"label": _("年龄"), "weight": 3.0},
            {"label": _("右眉疤"), "weight": 4.1},
            {"label": _("身高"), "weight": -1.4},
            {"label": "DNA", "note": _("等母亲样本（11-26）")},
        ],
        "band_facts": [
            {"label": _("在站"), "value": _("2 区 08 床，第 21 天")},
            {"label": _("责任社工"), "value": "陈默"},
            {"label": _("户籍地"), "value": "", "missing": _("还不知道")},
            {
                "label": _("联系人"),
                "value": _("女儿，手机尾号 4471"),
                "note": _("2026-03-14 通过电话"),
                "action": _("改"),
                "action_url": "#",
            },
        ],
    }


def _lists() -> dict[str, Any]:
    return {
        "timeline": [
            {
                "at": _ago(minutes=54),
                "title": _("线索"),
                "summary": _("网友来电：像“白坡镇赶场卖豆腐的阿珍”"),
                "text": _("接听 周岚 · 已回复来电人 · 不透露个人信息"),
                "mark": "now",
                "url": "#",
            },
            {
                "at": _ago(hours=8, minutes=31),
                "title": _("谈话第 4 次"),
                "summary": _("听到“剑川”“豆腐干”有反应；读“昆明”无反应"),
                "text": _("线索板新增 2 条，候选地由 41 缩到 3"),
                "mark": "now",
            },
            {
                "when": "11-20",
                "title": _("推测"),
                "summary": _("与 2019 年报失的段某相合"),
                "mark": "belief",
                "chips": [{"label": _("可能 0.71"), "tone": "belief"}],
            },
            {
                "at": _ago(days=13),
                "title": _("DNA 采样"),
                "summary": _("封条 S-20931，交城东派出所"),
                "chips": [{"label": _("第 5 个工作日，按时"), "tone": "done"}],
            },
            {"when": "11-08", "title": _("夜间摔倒"), "summary": _("送市二院观察一夜，无骨折"), "mark": "risk"},
            {
                "at": _ago(days=20, hours=9),
                "title": _("入站"),
                "summary": _("第 2 夜巡组在东站地下通道发现；随身：蓝布包、半张车票"),
                "by": _("安检 吴敏（女检女）· 物品 5 件入袋 B-0417"),
            },
        ],
        "work": [
            {
                "title": _("无名氏 L-2611-0073"),
                "tail": _("男，约 60 岁 · 3 号观察室"),
                "detail": _("疑似中风：已呼 120，等待医院接收回执。"),
                "rule": _("先救治后救助"),
                "rule_url": "#",
                "clock": {"due": _ago(minutes=35)},
                "url": "#",
                "action": _("记接收"),
                "main": True,
            },
            {
                "title": _("无名氏 L-2611-0068"),
                "tail": _("女，约 40 岁 · 2 区 08 床"),
                "detail": _("24 小时寻亲公告未发布。照片、体貌已齐，差复核人签字。"),
                "clock": {"due": _ahead(hours=1, minutes=20)},
                "url": "#",
                "action": _("去复核"),
            },
            {
                "title": _("第 4 夜巡组"),
                "tail": _("引送 1 人：男，约 35 岁，能行走，拒报姓名"),
                "detail": _("物品 2 件；建议床位 1 区 14"),
                "clock": {"state": "soon", "text": _("00:20 到")},
                "url": "#",
                "action": _("准备接收"),
            },
            {
                "title": "李*生",
                "tail": _("52 岁 · 在站第 9 天"),
                "detail": _("第 10 天须离站或备案延长。车票已订 09:12 K1258。"),
                "clock": {"due": _ahead(days=3)},
                "url": "#",
                "action": _("看离站单"),
            },
            {
                "title": _("未成年人（密封）"),
                "detail": _("睡前谈话记录未写"),
                "clock": {"state": "running", "text": _("今晚")},
                "url": "#",
                "action": _("写记录"),
                "sealed": True,
            },
        ],
        "files": [
            {
                "kind": _("照片"), "icon": "camera", "name": "IMG_2041.jpg", "url": "#", "at": _ago(hours=3),
                "by": "周岚", "size": "1.2 MB", "chips": [_("肖像")],
                "actions": [{"label": _("撤下肖像"), "url": "#", "post": True}, {"label": _("删除"), "url": "#"}],
            },
            {
                "kind": _("录音"), "icon": "mic", "name": _("录音.webm"), "url": "#", "at": _ago(hours=2), "by": "陈默",
                "size": "84 KB", "note": _("“剑川，豆腐干”，说了三遍"),
                "actions": [{"label": _("设为肖像"), "url": "#", "post": True}, {"label": _("删除"), "url": "#"}],
            },
            {"kind": _("扫描件"), "at": _ago(days=2)},
        ],
        "clocks": [
            {
                "term": _("24 小时"),
                "title": _("寻亲公告"),
                "state": "met",
                "rule": _("工作规程第十五条"),
                "rule_url": "#",
            },
            {
                "term": _("7 工作日"),
                "title": _("提请 DNA 比对"),
                "due": _ago(days=11),
                "met_at": _ago(days=13),
                "rule": _("身份查询办法"),
                "rule_url": "#",
            },
            {
                "term": _("10 天"),
                "title": _("离站或备案延长"),
                "due": _ago(days=2),
                "rule": _("管理办法第十二条"),
                "rule_url": "#",
            },
            {"term": _("今天"), "title": _("体温复测"), "due": _ahead(hours=2, minutes=10)},
            {"term": _("1 个月"), "title": _("更新公告"), "due": _ahead(days=10)},
            {"term": _("3 个月"), "title": _("安置落户"), "due": _ahead(days=72), "state": "provisional"},
            {"term": _("住院"), "title": _("站内天数"), "state": "paused"},
        ],
        "columns": [
            {"label": _("姓名"), "primary": True},
            {"label": _("床位")},
            {"label": _("入站"), "kind": "date", "sorted": "desc", "sort_url": "#"},
            {"label": _("天数"), "kind": "number"},
            {"label": _("时限")},
            {"label": _("操作"), "kind": "actions"},
        ],
        "rows": [
            {
                "tone": "risk",
                "cells": [
                    {"text": "周*", "url": "#", "sub": _("男 · 47 岁")},
                    "1-11",
                    "11-12",
                    10,
                    {"clock": {"due": _ago(hours=5), "now": NOW}},
                    {"actions": [{"label": _("备案延长"), "url": "#"}]},
                ],
            },
            {
                "cells": [
                    {"text": "无名氏 L-2611-0071", "url": "#", "chips": [_("身份未明")]},
                    "1-03",
                    "11-18",
                    4,
                    {"clock": {"due": _ahead(hours=9), "now": NOW}},
                    {"actions": [{"label": _("看"), "url": "#"}]},
                ]
            },
            {
                "cells": [
                    {"text": "李*生", "url": "#", "sub": _("男 · 52 岁")},
                    "1-01",
                    "11-13",
                    9,
                    {"clock": {"due": _ahead(days=4), "now": NOW}},
                    {"actions": [{"label": _("看"), "url": "#"}]},
                ]
            },
        ],
        "crumbs": [{"label": _("接收"), "url": "#"}, {"label": _("在站人员"), "url": "#"}, {"label": "L-2611-0068"}],
        "tabs": [
            {"label": _("全部"), "url": "#", "count": 34, "current": True},
            {"label": _("健康"), "url": "#", "count": 9},
            {"label": _("寻亲"), "url": "#", "count": 14},
            {"label": _("生活"), "url": "#"},
            {"label": _("文书"), "url": "#", "count": 6},
        ],
        "menu": [
            {"label": _("打印入站单"), "url": "#", "icon": "print"},
            {"label": _("移床"), "url": "#", "icon": "switch"},
            {"label": _("办理离站"), "url": "#", "icon": "road"},
        ],
        "consequence": [
            _("床位 2 区 08 立即空出，夜班看得到。"),
            _("寻亲公告继续挂出，直到身份查明。"),
            _("户籍地社工 7 日内回访一次，期限 11-29。"),
        ],
    }
