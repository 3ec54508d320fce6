"""Sample beds and figures for the page that shows every component."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


def figures() -> dict[str, Any]:
    return {
        "figures": [
            {"label": _("在站"), "value": 63, "of": _("/ 84 床"), "url": "#", "strip": [42, 47, 45, 51, 56, 60, 63]},
            {"label": _("今日来站 / 离站"), "value": "11 / 8", "note": _("夜巡 5 · 公安 4 · 自行 2"), "url": "#"},
            {"label": _("身份未明"), "value": 7, "note": _("最长 86 天 · 新线索 2"), "url": "#"},
            {"label": _("到期未办"), "value": 2, "tone": "risk", "note": _("本月按时率 97.8%"), "url": "#"},
        ],
        "days": [
            {"label": f"{day}", "taken": taken, "capacity": 84, "current": day == 22}
            for day, taken in zip(range(9, 23), (58, 61, 64, 66, 71, 78, 83, 88, 86, 79, 74, 70, 66, 63), strict=True)
        ],
        "age_rows": [
            {"label": _("未满 18 岁"), "value": 41, "url": "#"},
            {"label": _("18–59 岁"), "value": 1388, "url": "#"},
            {"label": _("60 岁及以上"), "value": 284, "url": "#"},
            {"label": _("年龄不明"), "value": 11, "url": "#", "unknown": True},
        ],
        "origin_parts": [
            {"label": _("本市"), "value": 268, "url": "#"},
            {"label": _("省内其他"), "value": 722, "url": "#"},
            {"label": _("省外"), "value": 701, "url": "#"},
            {"label": _("不明"), "value": 33, "url": "#"},
        ],
        "months": [
            {"label": str(month), "value": value, "before": before, "current": month == 10}
            for month, value, before in zip(
                range(1, 11),
                (148, 121, 163, 171, 180, 166, 189, 201, 184, 201),
                (160, 118, 150, 166, 171, 170, 180, 190, 188, 179),
                strict=True,
            )
        ],
    }


def _bed(code: str, state: str = "taken", label: str = "", **more: Any) -> dict[str, Any]:
    return {
        "id": code,
        "code": code,
        "state": state,
        "label": label,
        "url": "#beds" if state in ("taken", "away") else "",
        **more,
    }


def zones() -> list[dict[str, Any]]:
    return [
        {
            "name": _("1 区 成年男"),
            "taken": 31,
            "total": 40,
            "note": _("值班 周岚、罗勇"),
            "rooms": [
                {
                    "name": "101",
                    "beds": [
                        _bed("01", label="李*生", sub=_("9 天")),
                        _bed("02", label="王*"),
                        _bed("03", label="L-0071", unidentified=True),
                        _bed("04", label="陈*平"),
                    ],
                },
                {
                    "name": "102",
                    "beds": [
                        _bed("05", label="赵*国"),
                        _bed("06", "away", "何*海", sub=_("医院")),
                        _bed("07", label="孙*"),
                        _bed("08", label="马*林"),
                    ],
                },
                {
                    "name": "103",
                    "beds": [
                        _bed("09", label="刘*海"),
                        _bed("10", label="何*"),
                        _bed("11", label="周*", sub=_("10 天"), over=True),
                        _bed("12", "free"),
                    ],
                },
                {
                    "name": "104",
                    "beds": [
                        _bed("13", label="杨*"),
                        _bed("14", "proposed"),
                        _bed("15", "blocked", reason=_("床板坏，11-24 修")),
                        _bed("16", "free"),
                    ],
                },
            ],
        },
        {
            "name": _("未成年人区"),
            "taken": 6,
            "total": 10,
            "note": _("密封，仅在案人员可见姓名"),
            "sealed": True,
            "rooms": [
                {
                    "name": "301",
                    "note": _("女"),
                    "beds": [_bed("01", sealed=True), _bed("02", sealed=True), _bed("03", "free")],
                },
                {
                    "name": "302",
                    "note": _("男"),
                    "beds": [_bed("04", sealed=True), _bed("05", sealed=True), _bed("06", "free")],
                },
            ],
        },
    ]


def choice_zones() -> list[dict[str, Any]]:
    return [
        {
            "name": _("1 区 成年男"),
            "taken": 31,
            "total": 40,
            "rooms": [
                {"name": "103", "beds": [_bed("09", label="刘*海"), _bed("12", "free")]},
                {
                    "name": "104",
                    "beds": [
                        _bed("14", "proposed"),
                        _bed("16", "free"),
                        _bed("17", "unsuitable", reason=_("上铺，这个人上下不便")),
                    ],
                },
            ],
        }
    ]
