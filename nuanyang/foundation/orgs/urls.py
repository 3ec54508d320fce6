from django.urls import path

from nuanyang.foundation.orgs import views

app_name = "orgs"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.add, name="add"),
    path("<slug:code>/", views.organisation, name="organisation"),
]
