from django.urls import path

from nuanyang.journey.resettle.departures import views

app_name = "departures"

urlpatterns = [
    path("", views.index, name="index"),
    path("stays/<int:stay_id>/", views.choose, name="choose"),
    path("stays/<int:stay_id>/<slug:mode>/", views.leave, name="leave"),
    path("departures/<int:departure_id>/", views.departure, name="departure"),
    path("departures/<int:departure_id>/letter/", views.letter, name="letter"),
]
