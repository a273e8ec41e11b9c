from django.urls import path

from reports import reading_room
from reports.views import figures, runs, unusual, without_consent

app_name = "reports"

urlpatterns = [
    path("", runs.list_runs, name="list"),
    path("new/", figures.new, name="new"),
    path("figures/", figures.figures, name="figures"),
    path("figures/csv/", figures.spreadsheet, name="spreadsheet"),
    path("queue/", runs.queue, name="queue"),
    path("reading-room/", reading_room.reading_room, name="reading_room"),
    path("reading-room/copy/", reading_room.copy, name="reading_room_copy"),
    path("reading-room/technical/", reading_room.technical, name="technical_record"),
    path("reading-room/exceptions/", without_consent.without_consent, name="without_consent"),
    path("reading-room/unusual/", unusual.unusual, name="unusual"),
    path("reading-room/unusual/looked-into/", unusual.looked_into, name="looked_into"),
    path("<uuid:run_id>/", runs.show, name="run"),
    path("<uuid:run_id>/progress/", runs.progress, name="progress"),
    path("<uuid:run_id>/cancel/", runs.cancel, name="cancel"),
    path("<uuid:run_id>/retry/", runs.retry, name="retry"),
    path("<uuid:run_id>/file/", runs.download, name="download"),
]
