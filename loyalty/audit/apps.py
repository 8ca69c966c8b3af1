from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "loyalty.audit"
    label = "audit"
