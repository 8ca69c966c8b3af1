from django.apps import AppConfig


class MerchantsConfig(AppConfig):
    name = "loyalty.merchants"
    label = "merchants"
