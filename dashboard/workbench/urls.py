from __future__ import annotations

from django.urls import path

from dashboard.workbench import views

urlpatterns = [
    path("", views.home, name="home"),
    path("workbench/", views.workbench, name="new-workbench"),
    path("workbench/<uuid:id>/", views.workbench, name="workbench"),
    path("runs/<uuid:id>/", views.run, name="run"),
    path("about/", views.about, name="about"),
]
