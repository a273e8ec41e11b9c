"""The inbox; and, for the demonstration world, the page of its mail sink."""

from django.urls import path

from notifications import sink, views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.mark_all_read, name="inbox_read_all"),
    path("inbox/<uuid:item_id>/", views.open_item, name="inbox_open"),
]

# Mounted by config under the name space `demo`, beside the cast's sign-in page.
demonstration_urlpatterns = [path("mail/", sink.mail, name="mail")]
