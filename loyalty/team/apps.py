from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "loyalty.team"
    label = "team"
