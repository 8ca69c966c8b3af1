from django.urls import path

from loyalty.orders import views

app_name = "orders"
urlpatterns = [
    path("", views.list, name="list"),
    path("<int:order_id>/", views.detail, name="detail"),
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.import_upload, name="import_upload"),
    path("imports/<int:import_id>/columns/", views.import_check, name="import_check"),
    path("imports/<int:import_id>/", views.import_detail, name="import_detail"),
    path("imports/<int:import_id>/bar/", views.import_bar, name="import_bar"),
    path("imports/<int:import_id>/start/", views.import_start, name="import_start"),
    path("imports/<int:import_id>/report/", views.import_report, name="import_report"),
    path("imports/<int:import_id>/withdraw/", views.import_reverse, name="import_reverse"),
]
