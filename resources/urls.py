"""Pages of the register of providers."""

from django.urls import path

from resources.views import desk, providers, referrals

app_name = "resources"

ONE = "providers/<uuid:provider_id>/"
urlpatterns = [
    path("providers/", providers.providers, name="providers"),
    path("providers/new/", providers.provider_new, name="provider_new"),
    path(ONE, providers.provider, name="provider"),
    path(f"{ONE}change/", providers.provider_change, name="provider_change"),
    path(f"{ONE}room/", providers.provider_availability, name="provider_availability"),
    path(f"{ONE}close/", providers.provider_close, name="provider_close"),
    path(f"{ONE}agreements/", providers.agreement_enter, name="agreement_enter"),
    path("cases/<uuid:case_id>/providers/<uuid:row_id>/refer/", referrals.refer, name="refer"),
    path("cases/<uuid:case_id>/providers/<uuid:row_id>/ask/", referrals.enquire, name="enquire"),
    path("referred/", desk.items, name="desk"),
    path("referred/<uuid:referral_id>/", desk.item, name="desk_item"),
    path(f"{ONE}agreements/<uuid:agreement_id>/end/", providers.agreement_end, name="agreement_end"),
]
