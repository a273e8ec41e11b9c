"""The web server's way in."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from vault.process import harden

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
harden()  # this process holds keys from its first request on
# What is loaded by now stays for good. Looking through all of it again and again for something to free made one
# search in twenty a third slower (make bench).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
