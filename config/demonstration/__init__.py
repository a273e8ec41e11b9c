"""The demonstration world: an invented cast and invented cases, built through the real actions.

Never present in production (config/checks.py refuses the start).
"""
