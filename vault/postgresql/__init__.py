"""Django's PostgreSQL backend with row security's context (settings.DATABASES, ENGINE)."""
