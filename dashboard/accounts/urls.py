from __future__ import annotations

from django.urls import path

from dashboard.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("profile/", views.change_profile, name="account-profile"),
    path("tokens/", views.create_token, name="account-create-token"),
    path("tokens/<int:id>/revoke/", views.revoke_token, name="account-revoke-token"),
    path("export/", views.export, name="account-export"),
    path("delete/", views.delete, name="account-delete"),
]
