"""`keys`: the data keys: which are in use, change to a new one, forget old ones."""

from __future__ import annotations

import argparse
import json

NAME = "keys"
HELP = "数据密钥：查看、更换、清理 / the data keys: status, rotate, prune"
NEEDS = (
    "不需要已运行的服务，运行中也可以执行；以系统身份写入。中断后再执行一次 rotate 就会接着做。\n"
    "Needs no running server and may run beside one. Writes as the system. An interrupted rotate goes on when run again."
)
DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """status, rotate, prune."""
    verbs = parser.add_subparsers(required=True, metavar="status|rotate|prune", dest="verb")
    status = verbs.add_parser("status", help="各密钥加密了多少项 / how many values each key encrypted")
    status.add_argument("--json", action="store_true", dest="as_json", help="JSON")
    rotate = verbs.add_parser("rotate", help="换新密钥并重新加密 / a new key, everything encrypted anew")
    rotate.add_argument("--batch", type=int, default=500, help="每批项数 / values a batch")
    verbs.add_parser("prune", help="删除不再使用的旧密钥 / forget keys that nothing uses")


def run(args: argparse.Namespace) -> int:
    """Exit 0; 1 when values of other keys remain."""
    if args.verb == "status":
        return _status(args.as_json)
    if args.verb == "prune":
        return _prune()
    return _rotate(max(1, args.batch))


def _counts() -> dict[str, dict[int, int]]:
    from nuanyang.foundation.scope.acting import acting_as, system_actor
    from nuanyang.foundation.secrets import rotation

    with acting_as(system_actor("command line: keys"), read_only=True):
        return rotation.by_key()


def _status(as_json: bool) -> int:
    from nuanyang.foundation.secrets.keyring import keyring

    keys, counts = keyring(), _counts()
    if as_json:
        print(json.dumps({"current": keys.current, "keys": sorted(keys.encryption), "values": counts}))
    else:
        print(f"当前密钥 / current key: {keys.current}    全部 / all: {' '.join(map(str, sorted(keys.encryption)))}")
        for name, by_key in sorted(counts.items()):
            told = "  ".join(f"{key}: {count}" for key, count in by_key.items()) or "0"
            print(f"{name:32} {told}")
    return 1 if any(key != keys.current for by_key in counts.values() for key in by_key) else 0


def _rotate(batch: int) -> int:
    from django.utils import timezone

    from nuanyang.foundation.access import key_rotation
    from nuanyang.foundation.scope.acting import system_actor
    from nuanyang.foundation.secrets.keyring import add_key, keyring

    current = keyring().current
    if any(key != current for by_key in _counts().values() for key in by_key):
        print(f"接着换到第 {current} 号密钥 / going on with key {current}", flush=True)
    else:
        current = add_key()
        print(f"新密钥 {current} / new key {current}", flush=True)
    actor = system_actor("command line: keys rotate")
    for store in sorted(_counts()):
        done, after = 0, 0
        while True:
            count, last = key_rotation.rotate_batch(
                store=store, after=after, size=batch, at=timezone.now(), actor=actor
            )
            done += count
            if last == after:
                break
            after = last
        print(f"{store:32} {done}", flush=True)
    print("请马上备份密钥文件。/ Back the key file up now.")
    return 0


def _prune() -> int:
    from nuanyang.foundation.secrets.keyring import drop_keys, keyring

    keys = keyring()
    used = {key for by_key in _counts().values() for key in by_key} | {keys.current}
    spare = sorted(set(keys.encryption) - used)
    drop_keys(spare)
    print(f"已删除 / forgotten: {' '.join(map(str, spare)) or '-'}")
    return 0
