from django.urls import path

from nuanyang.doors.partner_api import views

app_name = "partner_api"
urlpatterns = [
    path("me", views.me, name="me"),
    path("people", views.search, name="people"),
    path("people/<int:person_id>", views.person, name="person"),
    path("residents", views.residents, name="residents"),
    path("stays/<int:stay_id>", views.stay, name="stay"),
    path("stays/<int:stay_id>/bed", views.assign_bed, name="assign_bed"),
    path("beds/free", views.free_beds, name="free_beds"),
    path("", views.unknown, name="unknown_root"),
    path("<path:rest>", views.unknown, name="unknown"),
]
