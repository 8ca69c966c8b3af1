"""Apps, as merchants see them."""

from django.urls import path

from apps_marketplace import views

app_name = "apps"
urlpatterns = [
    path("", views.catalogue, name="list"),
    path("build/", views.own_apps, name="own_apps"),
    path("build/new/", views.build_app, name="build_app"),
    path("build/<int:own_id>/", views.own_app, name="own_app"),
    path("build/<int:own_id>/change/", views.change_own_app, name="change_own_app"),
    path("build/<int:own_id>/submit/", views.submit_own_app, name="submit_own_app"),
    path("build/<int:own_id>/secret/", views.renew_own_secret, name="renew_own_secret"),
    path("screenshots/<int:screenshot_id>/", views.screenshot, name="screenshot"),
    path("<slug:app>/", views.detail, name="detail"),
    path("<slug:app>/logo/", views.logo, name="logo"),
    path("<slug:app>/install/", views.install, name="install"),
    path("<slug:app>/settings/", views.settings, name="settings"),
    path("<slug:app>/answer/", views.answer, name="answer"),
    path("<slug:app>/resume/", views.resume, name="resume"),
    path("<slug:app>/remove/", views.remove, name="remove"),
]
