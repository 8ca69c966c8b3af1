from django.urls import path

from vip import views

app_name = "vip"
urlpatterns = [
    path("program/vip/", views.overview, name="overview"),
    path("program/vip/add/", views.add_tier, name="add_tier"),
    path("program/vip/settings/", views.settings, name="settings"),
    path("program/vip/switch/", views.switch, name="switch"),
    path("program/vip/moves/", views.moves, name="moves"),
    path("program/vip/tiers/<int:tier_id>/", views.tier, name="tier"),
    path("program/vip/tiers/<int:tier_id>/remove/", views.remove_tier, name="remove_tier"),
    path("program/vip/changes/<int:change_id>/", views.change, name="change"),
    path("program/vip/changes/<int:change_id>/apply/", views.apply, name="apply"),
    path("program/vip/changes/<int:change_id>/discard/", views.discard, name="discard"),
    path("customers/<int:customer_id>/tier/", views.set_tier, name="set_tier"),
    path("customers/<int:customer_id>/tier/release/", views.release, name="release"),
]
