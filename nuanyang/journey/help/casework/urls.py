from django.urls import path

from nuanyang.journey.help.casework import views

app_name = "casework"

urlpatterns = [
    path("", views.index, name="index"),
    path("people/<int:person_id>/", views.of_person, name="person"),
    path("plans/<int:plan_id>/", views.plan, name="plan"),
    path("plans/<int:plan_id>/tasks/new/", views.new_task, name="new_task"),
    path("plans/<int:plan_id>/close/", views.close, name="close"),
    path("tasks/<int:task_id>/finish/", views.finish, name="finish"),
]
