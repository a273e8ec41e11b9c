"""Every app's pages, mounted. Nothing else."""

from django.urls import include, path

from config import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("stay/", views.stay, name="stay"),
    path("healthz", health.health, name="health"),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("cases/", include("cases.urls")),
    path("reports/", include("reports.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.refused"
handler404 = "config.errors.not_found"
handler500 = "config.errors.failed"
