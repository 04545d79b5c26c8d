"""Addresses of this app."""

from django.urls import URLPattern

app_name = "galleries"
urlpatterns: list[URLPattern] = []
