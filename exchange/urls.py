"""Addresses of the exports."""

from django.urls import path

from exchange import views

app_name = "exchange"

urlpatterns = [
    path("", views.list_exports, name="list"),
    path("ledger/", views.ledger, name="ledger"),
    path("new/", views.new, name="new"),
    path("<uuid:export_id>/", views.export, name="export"),
    path("<uuid:export_id>/progress/", views.progress, name="progress"),
    path("<uuid:export_id>/file/", views.download, name="download"),
    path("<uuid:export_id>/password/", views.password, name="password"),
]
