"""Points: what they are called."""

from typing import Any

from rest_framework import serializers

from loyalty.merchants.models import Program


class PointsLabel(serializers.Serializer[Any]):
    one = serializers.CharField()
    other = serializers.CharField()


class PointsSettingsShape(serializers.Serializer[Any]):
    """What points are called."""

    points_label = PointsLabel()


def points_settings_json(program: Program) -> dict[str, Any]:
    """As the shape above has it."""
    return {"points_label": {"one": program.point_name, "other": program.points_name}}
