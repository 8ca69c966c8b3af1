"""Django, set up for whatever is imported after this."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "loyalty.settings"
django.setup()
