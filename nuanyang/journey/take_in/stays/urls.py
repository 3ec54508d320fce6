from django.urls import path

from nuanyang.journey.take_in.stays import bed_views, views

app_name = "stays"

urlpatterns = [
    path("", views.index, name="index"),
    path("beds/", views.beds, name="beds"),
    path("beds/<int:bed_id>/", bed_views.bed, name="bed"),
    path("rooms/", bed_views.rooms, name="rooms"),
    path("stays/<int:stay_id>/", views.stay, name="stay"),
    path("stays/<int:stay_id>/bed/", bed_views.choose_bed, name="choose_bed"),
    path("stays/<int:stay_id>/bed/leave/", bed_views.leave_bed, name="leave_bed"),
    path("stays/<int:stay_id>/person/", bed_views.reassign, name="reassign"),
]
