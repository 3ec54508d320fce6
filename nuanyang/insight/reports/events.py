"""Exports are logged with the log's own event."""

from nuanyang.foundation.audit.events import EXPORTED

__all__ = ["EXPORTED"]
