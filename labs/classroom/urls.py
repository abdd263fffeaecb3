from __future__ import annotations

from django.urls import path

from labs.classroom import views

urlpatterns = [
    path("classes/", views.classes, name="classes"),
    path("classes/<uuid:id>/", views.desk, name="class-desk"),
    path("classes/<uuid:id>/projector/", views.projector, name="class-projector"),
    path("classes/<uuid:id>/qr.svg", views.qr, name="class-qr"),
    path("classes/<uuid:id>/play/", views.play, name="class-play"),
    path("join/", views.join, name="join-class"),
    path("join/<slug:code>/", views.join, name="join"),
]
