from django.urls import path

from nuanyang.doors.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("no-role/", views.no_role, name="no_role"),
    path("settings/language/", views.set_language, name="set_language"),
    path("settings/theme/", views.set_theme, name="set_theme"),
    path("settings/organisation/", views.set_organisation, name="set_organisation"),
    path("design/", views.design, name="design"),
]
