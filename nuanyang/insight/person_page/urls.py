from django.urls import path

from nuanyang.insight.person_page import register_views, views

app_name = "people"
urlpatterns = [
    path("", register_views.index, name="index"),
    path("emergency/", register_views.emergency, name="emergency"),
    path("<int:person_id>/", views.person, name="person"),
    path("<int:person_id>/particulars/", views.correct, name="correct"),
    path("<int:person_id>/names/new/", views.add_name, name="add_name"),
    path("<int:person_id>/papers/new/", views.add_paper, name="add_paper"),
    path("<int:person_id>/papers/<int:paper_id>/reveal/", views.reveal, name="reveal"),
    path("<int:person_id>/alerts/new/", views.raise_alert, name="raise_alert"),
    path("<int:person_id>/alerts/<int:alert_id>/end/", views.end_alert, name="end_alert"),
    path("<int:person_id>/links/new/", views.link, name="link"),
    path("<int:person_id>/links/<int:link_id>/undo/", views.unlink, name="unlink"),
]
