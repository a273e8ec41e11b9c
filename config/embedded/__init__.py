"""PostgreSQL and Valkey for a machine that has none: local runs and tests, never production.

`servers.Servers` is the one door. Nothing in this package imports Django: it runs before the settings can be read.
"""
