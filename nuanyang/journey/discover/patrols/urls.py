from django.urls import path

from nuanyang.journey.discover.patrols import views

app_name = "patrols"

urlpatterns = [
    path("", views.index, name="index"),
    path("encounters/new/", views.record, name="record"),
    path("encounters/<int:encounter_id>/not-coming/", views.not_coming, name="not_coming"),
    path("encounters/<int:encounter_id>/", views.encounter, name="encounter"),
]
