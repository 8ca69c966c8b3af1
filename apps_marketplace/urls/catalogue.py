"""Apps, as merchants see them."""

from django.urls import path

from apps_marketplace import views

app_name = "apps"
urlpatterns = [
    path("", views.catalogue, name="list"),
    path("<slug:app>/", views.detail, name="detail"),
    path("<slug:app>/logo/", views.logo, name="logo"),
    path("<slug:app>/install/", views.install, name="install"),
    path("<slug:app>/answer/", views.answer, name="answer"),
    path("<slug:app>/resume/", views.resume, name="resume"),
    path("<slug:app>/remove/", views.remove, name="remove"),
]
