"""Property tests count examples, not milliseconds: the machine may be busy."""

from hypothesis import settings

settings.register_profile("vault", deadline=None, max_examples=60)
settings.load_profile("vault")
