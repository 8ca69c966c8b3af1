from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "loyalty.ui"
    label = "ui"
