from django.urls import include, path

from loyalty.jobs import views

probes = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
pages = [
    path("jobs/<int:job_id>/", views.progress, name="progress"),
    path("jobs/<int:job_id>/bar/", views.progress_fragment, name="progress_fragment"),
    path("jobs/<int:job_id>/cancel/", views.cancel, name="cancel"),
    path("staff/jobs/", views.health, name="health"),
    path("staff/jobs/<int:job_id>/retry/", views.retry, name="retry"),
    path("staff/jobs/<int:job_id>/discard/", views.discard, name="discard"),
]
urlpatterns = [*probes, path("", include((pages, "jobs")))]
