"""`verify`: event chain, viewer keys, deadlines, constraints."""

from __future__ import annotations

import argparse
import json

NAME = "verify"
HELP = "核对事件链、可见范围、时限和约束 / check event chain, viewer keys, deadlines, constraints"
NEEDS = (
    "不需要已运行的服务；只读（以系统身份查看全部记录）。\n"
    "Needs no running server. Reads only, as the system. Exit 0: nothing found, 1: findings."
)
DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--json` prints the findings as JSON."""
    parser.add_argument("--json", action="store_true", help="JSON: {ok, findings: [{check, subject, problem}]}")


def run(args: argparse.Namespace) -> int:
    """Exit 0 when nothing was found, 1 otherwise."""
    from nuanyang.insight.verification.checks import all_findings

    findings = all_findings()
    if args.json:
        print(
            json.dumps(
                {"ok": not findings, "findings": [f.as_dict() for f in findings]},
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        for finding in findings:
            print(f"{finding.check}: {finding.subject}: {finding.problem}")
        print("没有发现问题 / nothing found" if not findings else f"{len(findings)} 个问题 / findings")
    return 1 if findings else 0
