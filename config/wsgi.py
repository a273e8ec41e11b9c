"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

from vault.process import harden

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
harden()  # this process holds keys from its first request on
