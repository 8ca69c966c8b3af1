from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "loyalty.customers"
    label = "customers"
