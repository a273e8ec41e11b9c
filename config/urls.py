"""Every app's pages, mounted. Nothing else."""

from django.urls import include, path

from accounts.urls import demonstration_urlpatterns as sign_in_as
from config import health, policy_reports, views
from config.operations import views as operations
from notifications.urls import demonstration_urlpatterns as mail_sink

urlpatterns = [
    path("", views.home, name="home"),
    path("stay/", views.stay, name="stay"),
    path("operations/", operations.operations, name="operations"),
    path("operations/keys/", operations.ask, name="operations-keys"),
    path("policy-report/", policy_reports.policy_report, name="policy-report"),
    path("healthz", health.health, name="health"),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("demonstration/", include(([*sign_in_as, *mail_sink], "demo"))),
    path("cases/", include("cases.urls")),
    path("", include("redress.urls")),
    path("", include("contact.urls")),
    path("", include("legal.urls")),
    path("", include("agenda.urls")),
    path("", include("resources.urls")),
    path("reports/", include("reports.urls")),
    path("exports/", include("exchange.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.refused"
handler404 = "config.errors.not_found"
handler500 = "config.errors.failed"
