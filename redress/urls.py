"""Pages of complaints, breaches and requests. `feedback/` is the neutral one without a login."""

from django.urls import path

from redress.views import breaches, complaints, requests

app_name = "redress"

urlpatterns = [
    path("feedback/", complaints.feedback, name="feedback"),
    path("feedback/answer/", complaints.feedback_answer, name="feedback-answer"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/take/", complaints.take, name="take"),
    path("complaints/<uuid:complaint_id>/", complaints.complaint, name="complaint"),
    path("complaints/<uuid:complaint_id>/close/", complaints.close, name="complaint-close"),
    path("breaches/", breaches.breaches, name="breaches"),
    path("breaches/record/", breaches.record, name="breach-record"),
    path("breaches/<uuid:breach_id>/", breaches.breach, name="breach"),
    path("breaches/<uuid:breach_id>/person/", breaches.add_person, name="breach-person"),
    path("breaches/<uuid:breach_id>/close/", breaches.close, name="breach-close"),
    path("breaches/person/<uuid:affected_id>/", breaches.assess, name="assess"),
    path("breaches/person/<uuid:affected_id>/told/", breaches.told, name="told"),
    path("cases/<uuid:case_id>/requests/", requests.record, name="request-record"),
    path("requests/<uuid:request_id>/", requests.one, name="request"),
]
