from django.urls import path

from nuanyang.journey.follow_up.visits import views

app_name = "visits"

urlpatterns = [
    path("", views.index, name="index"),
    path("returns/<int:follow_up_id>/", views.follow_up, name="follow_up"),
    path("returns/<int:follow_up_id>/take/", views.take, name="take"),
    path("visits/<int:visit_id>/record/", views.record, name="record"),
    path("visits/<int:visit_id>/not-met/", views.not_met, name="not_met"),
]
