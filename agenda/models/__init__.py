"""The rooms of this floor."""

from agenda.models.appointments import Appointment, AppointmentKind, AppointmentState, Transport
from agenda.models.todos import Todo

__all__ = ["Appointment", "AppointmentKind", "AppointmentState", "Todo", "Transport"]
