from __future__ import annotations

from django.urls import path

from dashboard.policies import views

urlpatterns = [
    path("policies/", views.simulator, name="policies"),
    path("policies/<uuid:id>/", views.simulator, name="policies-of"),
    path("policies/shared/<uuid:id>/", views.shared, name="policies-shared"),
]
