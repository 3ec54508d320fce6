from django.urls import path

from nuanyang.foundation.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:notice_id>/open/", views.open_notice, name="open"),
    path("read/", views.read, name="read"),
]
