from django.urls import path

from nuanyang.foundation.files import views

app_name = "files"
urlpatterns = [
    path("<int:file_id>/", views.original, name="original"),
    path("<int:file_id>/thumbnail/", views.thumbnail, name="thumbnail"),
]
