from django.urls import path

from nuanyang.journey.assess.needs import views

app_name = "needs"

urlpatterns = [
    path("", views.index, name="index"),
    path("people/<int:person_id>/", views.person, name="person"),
    path("people/<int:person_id>/new/", views.assess, name="assess"),
]
