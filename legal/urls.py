"""Pages of the right to stay and of custody."""

from django.urls import path

from legal.views import custody, permits

app_name = "legal"

ONE = "cases/<uuid:case_id>/"
urlpatterns = [
    path(f"{ONE}stay/", permits.stay, name="stay"),
    path(f"{ONE}stay/enter/", permits.enter, name="permit_enter"),
    path(f"{ONE}stay/<uuid:permit_id>/", permits.change, name="permit"),
    path(f"{ONE}stay/<uuid:permit_id>/<slug:step>/", permits.step, name="permit_step"),
    path(f"{ONE}held/", custody.note, name="custody_note"),
    path(f"{ONE}held/deeds/<uuid:deed_id>/", custody.deed, name="custody_deed"),
    path(f"{ONE}held/<uuid:custody_id>/over/", custody.end, name="custody_end"),
]
