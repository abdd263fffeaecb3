from __future__ import annotations

from django.urls import path

from labs.authoring import previews

urlpatterns = [
    path("<int:pk>/", previews.briefing, name="preview"),
    path("<int:pk>/play/", previews.play, name="preview-play"),
]
