"""Pages of first contact."""

from django.urls import path

from contact.views import enquiries, families, groups

app_name = "contact"

urlpatterns = [
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/take/", enquiries.take, name="enquiry_take"),
    path("enquiries/<uuid:enquiry_id>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<uuid:enquiry_id>/draft/", enquiries.draft, name="enquiry_draft"),
    path("enquiries/<uuid:enquiry_id>/case/", enquiries.to_case, name="enquiry_case"),
    path("enquiries/<uuid:enquiry_id>/end/", enquiries.end, name="enquiry_end"),
    path("groups/", groups.groups, name="groups"),
    path("groups/begin/", groups.begin, name="group_begin"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
    path("groups/<uuid:group_id>/draft/", groups.draft, name="group_draft"),
    path("groups/<uuid:group_id>/end/", groups.end, name="group_end"),
    path("cases/<uuid:case_id>/family/", families.family, name="family"),
    path("cases/<uuid:case_id>/family/leave/", families.leave, name="family_leave"),
    path("cases/<uuid:case_id>/apart/", families.apart, name="apart"),
    path("cases/<uuid:case_id>/apart/<uuid:apart_id>/over/", families.meet, name="apart_over"),
]
