"""Addresses of the rulebook."""

from django.urls import path

from nuanyang.foundation.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("", views.index, name="index"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/import/", views.import_calendar, name="import_calendar"),
    path("settings/<int:version_id>/end/", views.end, name="end"),
    path("<str:rule_id>/", views.rule, name="rule"),
    path("<str:rule_id>/set/", views.set_rule, name="set"),
]
