"""Pages of the agenda."""

from django.urls import path

from agenda.views import appointments, todos

app_name = "agenda"

ONE = "cases/<uuid:case_id>/"
TODO = f"{ONE}todos/<uuid:todo_id>/"
APPOINTMENT = f"{ONE}appointments/<uuid:appointment_id>/"
urlpatterns = [
    path("agenda/", appointments.agenda, name="agenda"),
    path("agenda/alarms/", appointments.alarms, name="alarms"),
    path(f"{ONE}todos/give/", todos.give, name="todo_give"),
    path(TODO, todos.move, name="todo"),
    path(f"{TODO}done/", todos.done, name="todo_done"),
    path(f"{TODO}reopen/", todos.reopen, name="todo_reopen"),
    path(f"{ONE}appointments/make/", appointments.make, name="appointment_make"),
    path(APPOINTMENT, appointments.change, name="appointment"),
    path(f"{APPOINTMENT}outcome/", appointments.close, name="appointment_close"),
    path(f"{APPOINTMENT}cancel/", appointments.cancel, name="appointment_cancel"),
    path(f"{APPOINTMENT}check-in/", appointments.check_in, name="check_in"),
    path(f"{APPOINTMENT}longer/", appointments.extend, name="visit_longer"),
]
