"""Pages of the right to stay, of custody and of proceedings."""

from django.urls import path

from legal.views import custody, permits, proceedings

app_name = "legal"

ONE = "cases/<uuid:case_id>/"
urlpatterns = [
    path(f"{ONE}stay/", permits.stay, name="right_to_stay"),
    path(f"{ONE}stay/enter/", permits.enter, name="permit_enter"),
    path(f"{ONE}stay/<uuid:permit_id>/", permits.change, name="permit"),
    path(f"{ONE}stay/<uuid:permit_id>/<slug:step>/", permits.step, name="permit_step"),
    path(f"{ONE}held/", custody.note, name="custody_note"),
    path(f"{ONE}held/deeds/<uuid:deed_id>/", custody.deed, name="custody_deed"),
    path(f"{ONE}held/<uuid:custody_id>/over/", custody.end, name="custody_end"),
    path(f"{ONE}proceedings/", proceedings.tab, name="proceedings"),
    path(f"{ONE}proceedings/enter/", proceedings.enter, name="proceeding_enter"),
    path(f"{ONE}proceedings/<uuid:proceeding_id>/", proceedings.change, name="proceeding"),
    path(f"{ONE}proceedings/<uuid:proceeding_id>/stage/", proceedings.stage, name="proceeding_stage"),
    path(f"{ONE}proceedings/<uuid:proceeding_id>/hearing/", proceedings.hearing_enter, name="hearing_enter"),
    path(f"{ONE}proceedings/<uuid:proceeding_id>/claim/", proceedings.claim_enter, name="claim_enter"),
    path(f"{ONE}hearings/<uuid:hearing_id>/", proceedings.hearing, name="hearing"),
    path(f"{ONE}hearings/<uuid:hearing_id>/over/", proceedings.hearing_close, name="hearing_close"),
    path(f"{ONE}claims/<uuid:claim_id>/", proceedings.claim, name="claim"),
]
