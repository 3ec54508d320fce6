from django.urls import path

from nuanyang.foundation.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read, name="read"),
]
