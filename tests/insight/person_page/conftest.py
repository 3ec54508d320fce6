"""Fixtures of stories in a real browser."""

from tests.foundation.access.browser import bridge, context, page  # noqa: F401
