"""A URL tree with a view that nobody declared."""

from django.urls import include, path

from tests.accounts.test_middleware import forgotten, opened, slow

handler404 = "config.errors.not_found"
urlpatterns = [
    path("open/", opened),
    path("forgotten/", forgotten),
    path("slow/", slow),
    path("", include("config.urls")),
]
