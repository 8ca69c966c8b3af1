from django.urls import path, re_path

from loyalty.ui import views
from loyalty.ui.samples import KINDS

urlpatterns = [
    path("theme/", views.set_theme, name="set_theme"),
    path("language/", views.set_language, name="set_language"),
    path("icons/<str:icon>.svg", views.icon_image, name="icon"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/progress/", views.styleguide_progress, name="styleguide_progress"),
    re_path(f"^styleguide/(?P<kind>{'|'.join(KINDS)})/$", views.styleguide_page, name="styleguide_page"),
]
