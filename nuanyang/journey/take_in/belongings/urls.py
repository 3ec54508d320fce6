"""Addresses of belongings."""

from django.urls import path

from nuanyang.journey.take_in.belongings import views

app_name = "belongings"
urlpatterns = [
    path("stays/<int:stay_id>/", views.index, name="index"),
    path("stays/<int:stay_id>/check/", views.check, name="check"),
    path("stays/<int:stay_id>/register/", views.register, name="register"),
    path("stays/<int:stay_id>/move/", views.move, name="move"),
    path("<int:belonging_id>/correct/", views.correct, name="correct"),
    path("<int:belonging_id>/photo/", views.photo, name="photo"),
]
