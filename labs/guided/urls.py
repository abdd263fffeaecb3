from __future__ import annotations

from django.urls import path

from labs.guided import views

urlpatterns = [
    path("", views.catalogue, name="labs"),
    path("<slug:slug>/", views.lab, name="lab"),
    path("<slug:slug>/play/", views.play, name="play-lab"),
]
