"""Pictures of registered apps at work."""

from django.db import models
from django.db.models import Q

from apps_marketplace.models.apps import App

LONGEST_ALT = 120


class Screenshot(models.Model):
    """They stand in the order in which they came. `alt` says in words what is to be seen."""

    app = models.ForeignKey(App, models.CASCADE, related_name="screenshots")
    image = models.BinaryField()
    image_type = models.CharField(max_length=20)
    alt = models.CharField(max_length=LONGEST_ALT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="screenshot_is_described"),
        ]

    def __str__(self) -> str:
        return self.alt
