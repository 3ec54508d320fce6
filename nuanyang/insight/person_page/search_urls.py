from django.urls import path

from nuanyang.insight.person_page import search_views

urlpatterns = [path("", search_views.search, name="search")]
