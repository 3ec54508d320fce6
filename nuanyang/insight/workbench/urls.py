from django.urls import path

from nuanyang.insight.workbench import views

app_name = "workbench"
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("seen/", views.seen, name="seen"),
]
