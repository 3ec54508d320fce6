"""Fill this installation with the demo city: ``python -m nuanyang.doors.cli.demo_city --size small``."""

from __future__ import annotations

import argparse
import gc
import sys

import django


def main() -> int:
    """Seed as the application's role, telling how far it is."""
    parser = argparse.ArgumentParser(prog="demo_city", description=__doc__)
    parser.add_argument("--size", choices=("small", "city", "large"), default="city")
    args = parser.parse_args()
    django.setup()
    gc.freeze()  # what is loaded now stays; no need to look at it again and again

    from nuanyang.doors.cli.demo_city.seed import seed
    from nuanyang.doors.cli.say import say
    from nuanyang.instance.errors import InstanceError
    from nuanyang.instance.home import home_from

    try:
        if not seed(args.size, say, home=home_from()):
            say("演示城市已经在这里", "The demo city is here already")
    except InstanceError as error:
        say(error.zh, error.en)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
