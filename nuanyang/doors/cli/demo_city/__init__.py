"""The demo city: synthetic people, organisations and a year of stays, the same every time."""
