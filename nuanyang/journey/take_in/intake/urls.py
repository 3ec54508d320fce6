from django.urls import path

from nuanyang.journey.take_in.intake import refusal_views, views

app_name = "intake"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("new/who/", views.who, name="who"),
    path("new/homes/", views.homes, name="homes"),
    path("new/age/", views.age, name="age"),
    path("new/branch/", views.branch, name="branch"),
    path("<int:intake_id>/", views.intake, name="intake"),
    path("<int:intake_id>/refuse/", refusal_views.refuse, name="refuse"),
    path("<int:intake_id>/take-in/", views.take_in, name="take_in"),
]
