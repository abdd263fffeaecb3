from __future__ import annotations

from django.urls import path

from dashboard.operations import views

urlpatterns = [
    path("metrics", views.scrape, name="metrics"),
    path("status/", views.status, name="status"),
]
