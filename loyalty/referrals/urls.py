from django.urls import path

from loyalty.referrals import views

app_name = "referrals"
urlpatterns = [
    path("", views.list_referrals, name="list"),
    path("settings/", views.program_settings, name="settings"),
    path("settings/example/", views.example, name="example"),
    path("<int:referral_id>/", views.detail, name="detail"),
    path("<int:referral_id>/block/", views.block, name="block"),
    path("<int:referral_id>/allow/", views.allow, name="allow"),
]
