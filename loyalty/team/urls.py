from django.urls import path

from loyalty.team import views

app_name = "team"
urlpatterns = [
    path("welcome/", views.no_merchant, name="no_merchant"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="read_all"),
    path("merchants/<int:merchant_id>/switch/", views.switch_merchant, name="switch_merchant"),
]
