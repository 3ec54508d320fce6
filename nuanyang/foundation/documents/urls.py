"""Addresses of documents."""

from django.urls import path

from nuanyang.foundation.documents import template_views, views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:document_id>/", views.document, name="document"),
    path("<int:document_id>/sign/<slug:signer>/", views.sign, name="sign"),
    path("<int:document_id>/again/", views.again, name="again"),
    path("<int:document_id>/void/", views.void, name="void"),
    path("issue/<slug:kind>/<int:subject_id>/", views.issue, name="issue"),
    path("kinds/", template_views.kinds, name="kinds"),
    path("kinds/<slug:kind>/", template_views.kind, name="kind"),
    path("kinds/<slug:kind>/blank/", template_views.blank, name="blank"),
    path("kinds/<slug:kind>/template/", template_views.template, name="template"),
    path("templates/<int:template_id>/end/", template_views.end_template, name="end_template"),
]
