"""What a person types about the programme."""

from loyalty.merchants.forms.points import PointsSettingsForm

__all__ = ["PointsSettingsForm"]
