"""Nuanyang (暖阳): the platform."""
__version__ = "0.1.0"
