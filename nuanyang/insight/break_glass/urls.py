from django.urls import path

from nuanyang.insight.break_glass import views

app_name = "break_glass"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/review/", views.review, name="review"),
]
