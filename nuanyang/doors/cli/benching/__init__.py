"""Measuring: a throw-away instance, synthetic people by COPY, requests, CPU, plans."""
