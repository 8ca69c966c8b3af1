"""How often each caller asked in the last second."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Bucket(models.Model):
    """The moments of a caller's last requests that were let through. The table is UNLOGGED: a crash empties it."""

    name = models.CharField(max_length=80, primary_key=True)
    taken = ArrayField(models.DateTimeField())

    def __str__(self) -> str:
        return self.name
