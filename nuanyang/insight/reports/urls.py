from django.urls import path

from nuanyang.insight.reports import views

app_name = "reports"
urlpatterns = [
    path("station/", views.station, name="station"),
    path("station/rows/", views.rows, name="rows"),
    path("station/export/", views.export, name="export"),
]
