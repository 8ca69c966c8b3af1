from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "loyalty.jobs"
    label = "jobs"
