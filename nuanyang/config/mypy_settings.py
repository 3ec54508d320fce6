"""Settings for the type checker alone: values that need no database and no home."""

import os

os.environ.setdefault("DATABASE_URL", "postgresql://app@127.0.0.1:1/types")
os.environ.setdefault("NUANYANG_SECRET_KEY", "types-only")
os.environ.setdefault("NUANYANG_MODE", "test")

from nuanyang.config.settings import *  # noqa: E402, F403
