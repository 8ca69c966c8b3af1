"""The entry of a web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty.settings")
os.environ.setdefault("LOYALTY_PROCESS", "web")
application = get_wsgi_application()
