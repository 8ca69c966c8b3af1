from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "loyalty.database"
    label = "database"
