from django.urls import path

from nuanyang.journey.take_in.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:batch_id>/", views.batch, name="batch"),
    path("<int:batch_id>/start/", views.start, name="start"),
    path("<int:batch_id>/marked.xlsx", views.marked_copy, name="marked_copy"),
]
