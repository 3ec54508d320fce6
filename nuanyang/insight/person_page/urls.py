from django.urls import path

from nuanyang.foundation.files.choices import FileKind
from nuanyang.insight.person_page import files_views, register_views, sight_views, views

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
    path("<int:person_id>/files/", files_views.index, name="files"),
    path("<int:person_id>/files/photo/new/", files_views.add, {"kind": FileKind.PHOTO}, name="add_photo"),
    path("<int:person_id>/files/scan/new/", files_views.add, {"kind": FileKind.SCAN}, name="add_scan"),
    path("<int:person_id>/files/voice/new/", files_views.add, {"kind": FileKind.VOICE}, name="add_voice"),
    path("<int:person_id>/files/<int:file_id>/remove/", files_views.remove, name="remove_file"),
    path("<int:person_id>/files/<int:file_id>/portrait/", files_views.portrait, name="portrait"),
    path("<int:person_id>/portrait/none/", files_views.no_portrait, name="no_portrait"),
    path("<int:person_id>/sight/share/", sight_views.share, name="share"),
    path("<int:person_id>/sight/take-back/", sight_views.take_back, name="take_back"),
    path("<int:person_id>/sight/seal/", sight_views.seal, name="seal"),
    path("<int:person_id>/sight/members/new/", sight_views.let_in, name="let_in"),
    path("<int:person_id>/sight/members/remove/", sight_views.take_out, name="take_out"),
    path("<int:person_id>/sight/unseal/", sight_views.unseal, name="unseal"),
]
