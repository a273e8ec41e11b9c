"""Addresses of the case pages. They hold identifiers and section keys only."""

from django.urls import path

from cases.views import (
    access,
    case,
    case_list,
    conflicts,
    consent,
    emergency,
    exploitation,
    files,
    find,
    former,
    history,
    interview,
    location,
    section,
)

app_name = "cases"

ONE = "<uuid:case_id>/"
EPISODE = f"{ONE}exploitation/<uuid:row_id>/"

urlpatterns = [
    path("", case_list.case_list, name="list"),
    path("filters/", case_list.filter_save, name="filter_save"),
    path("filters/<uuid:row_id>/remove/", case_list.filter_remove, name="filter_remove"),
    path("find/", find.find, name="find"),
    path("open/", find.open_new, name="open"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("emergency/reviews/", emergency.reviews, name="emergency_reviews"),
    path("emergency/reviews/<uuid:row_id>/", emergency.review, name="emergency_review"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/<uuid:row_id>/", conflicts.conflict, name="conflict_review"),
    path(ONE, case.case, name="case"),
    path(f"{ONE}access/", access.who, name="access"),
    path(f"{ONE}access/give/", access.give, name="access_give"),
    path(f"{ONE}access/<int:grant_id>/end/", access.end, name="access_end"),
    path(f"{ONE}access/restrict/", access.restrict, name="restrict"),
    path(f"{ONE}access/unrestrict/", access.unrestrict, name="unrestrict"),
    path(f"{ONE}access/lock/", access.lock, name="location_lock"),
    path(f"{ONE}access/unlock/", access.unlock, name="location_unlock"),
    path(f"{ONE}access/conflict/", access.conflict, name="conflict"),
    path(f"{ONE}location/", location.location, name="location"),
    path(f"{ONE}tab/<slug:key>/", case.panel, name="panel"),
    path(f"{ONE}history/", history.history, name="history"),
    path(f"{ONE}interview/", interview.interview, name="interview"),
    path(f"{ONE}consent/", consent.consent, name="consent"),
    path(f"{ONE}consent/stop/", consent.stop, name="stop"),
    path(f"{ONE}consent/<slug:kind>/", consent.consent_record, name="consent_record"),
    path(f"{ONE}consent/<slug:kind>/withdraw/", consent.consent_withdraw, name="consent_withdraw"),
    path(f"{ONE}exploitation/", exploitation.exploitations, name="exploitations"),
    path(f"{ONE}exploitation/add/", exploitation.add, name="exploitation_add"),
    path(f"{ONE}exploitation/draft/", exploitation.draft, name="exploitation_draft_new"),
    path(f"{ONE}exploitation/draft/discard/", exploitation.discard, name="exploitation_discard_new"),
    path(EPISODE, exploitation.exploitation, name="exploitation"),
    path(f"{EPISODE}draft/", exploitation.draft, name="exploitation_draft"),
    path(f"{EPISODE}draft/discard/", exploitation.discard, name="exploitation_discard"),
    path(f"{EPISODE}remove/", exploitation.remove, name="exploitation_remove"),
    path(f"{EPISODE}restore/", exploitation.restore, name="exploitation_restore"),
    path(f"{EPISODE}earlier/", former.former, name="exploitation_former"),
    path(f"{ONE}files/", files.files, name="files"),
    path(f"{ONE}files/<uuid:row_id>/", files.download, name="file"),
    path(f"{ONE}files/<uuid:row_id>/original/", files.original, name="file_original"),
    path(f"{ONE}files/<uuid:row_id>/remove/", files.remove, name="file_remove"),
    path(f"{ONE}files/<uuid:row_id>/restore/", files.restore, name="file_restore"),
    path(f"{ONE}record/<slug:key>/earlier/", former.former, name="former"),
    path(f"{ONE}record/<slug:key>/", section.section, name="section"),
    path(f"{ONE}record/<slug:key>/draft/", section.draft, name="draft"),
    path(f"{ONE}record/<slug:key>/draft/discard/", section.discard, name="draft_discard"),
]
