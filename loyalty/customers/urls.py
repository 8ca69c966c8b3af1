from django.urls import path

from loyalty.customers import views

app_name = "customers"
urlpatterns = [
    path("", views.list, name="list"),
    path("export/", views.export, name="export"),
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.import_upload, name="import_upload"),
    path("imports/<int:list_id>/columns/", views.import_check, name="import_check"),
    path("imports/<int:list_id>/", views.import_detail, name="import_detail"),
    path("imports/<int:list_id>/bar/", views.import_bar, name="import_bar"),
    path("imports/<int:list_id>/start/", views.import_start, name="import_start"),
    path("imports/<int:list_id>/report/", views.import_report, name="import_report"),
    path("imports/<int:list_id>/reverse/", views.import_reverse, name="import_reverse"),
    path("segments/", views.segments, name="segments"),
    path("segments/new/", views.segment, name="new_segment"),
    path("segments/<int:segment_id>/", views.segment, name="segment"),
    path("segments/<int:segment_id>/delete/", views.delete_segment, name="delete_segment"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("<int:customer_id>/", views.detail, name="detail"),
    path("<int:customer_id>/merge/", views.merge, name="merge"),
    path("<int:customer_id>/erase/", views.erase, name="erase"),
    path("<int:customer_id>/data/", views.personal_data, name="personal_data"),
    path("<int:customer_id>/note/", views.add_note, name="add_note"),
    path("<int:customer_id>/adjust/", views.adjust_points, name="adjust_points"),
    path("<int:customer_id>/exclude/", views.exclude, name="exclude"),
    path("<int:customer_id>/include/", views.include, name="include"),
    path("<int:customer_id>/birthday/", views.set_birthday, name="set_birthday"),
    path("<int:customer_id>/tags/", views.set_tags, name="set_tags"),
]
