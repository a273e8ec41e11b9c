"""Pages of first contact."""

from django.urls import path

from contact import views

app_name = "contact"

urlpatterns = [
    path("enquiries/", views.enquiries, name="enquiries"),
    path("enquiries/take/", views.take, name="enquiry_take"),
    path("enquiries/<uuid:enquiry_id>/", views.enquiry, name="enquiry"),
    path("enquiries/<uuid:enquiry_id>/draft/", views.draft, name="enquiry_draft"),
    path("enquiries/<uuid:enquiry_id>/case/", views.to_case, name="enquiry_case"),
    path("enquiries/<uuid:enquiry_id>/end/", views.end, name="enquiry_end"),
]
