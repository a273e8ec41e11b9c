"""Events of the rooms around the record. One block per floor, in alphabetical order inside it."""

from django.utils.translation import gettext_lazy as _

from audit.catalogue.event import event

EVENTS = [
    # exchange
    event("case.exported", _("%(actor)s took data of the case into an export"), "sections fields restricted"),
    event("export.asked", _("%(actor)s asked for an export of identifying data"), "fields scope format"),
    event("export.downloaded", _("%(actor)s downloaded an export"), "file_hash format rows watermark"),
    event("export.failed", _("An export could not be made"), "reason"),
    event("export.made", _("An export was made"), "rows count file_hash format fields"),
    event("export.password_shown", _("%(actor)s saw the password of an export")),
    event("export.shredded", _("An export was destroyed"), "reason"),
    event("export.viewed", _("%(actor)s looked at an export"), "status"),
    event("exports.listed", _("%(actor)s looked at the list of exports"), "count"),
    # contact
    event("enquiry.changed", _("%(actor)s wrote in an enquiry"), "fields"),
    event("enquiry.erased", _("An enquiry was erased"), "reason"),
    event("enquiry.listed", _("%(actor)s looked at the enquiries"), "count"),
    event("enquiry.taken", _("%(actor)s took an enquiry")),
    event("enquiry.viewed", _("%(actor)s viewed an enquiry")),
    event("apart.ended", _("%(actor)s noted that two people may meet again"), writes=True),
    event("apart.noted", _("%(actor)s noted that two people are kept apart"), writes=True),
    event("family.joined", _("%(actor)s put the person into a family"), "count"),
    event("family.left", _("%(actor)s took the person out of a family")),
    event("group.begun", _("%(actor)s began to register a group")),
    event("group.changed", _("%(actor)s wrote in the table of a group"), "count"),
    event("group.ended", _("%(actor)s erased the table of a group")),
    event("group.listed", _("%(actor)s looked at the groups"), "count"),
    event("group.registered", _("%(actor)s registered a group"), "count"),
    event("group.viewed", _("%(actor)s viewed the table of a group")),
    # agenda
    event("agenda.viewed", _("%(actor)s looked at the own agenda"), "count"),
    event("appointment.cancelled", _("%(actor)s cancelled an appointment"), "kind status", writes=True),
    event("appointment.changed", _("%(actor)s changed an appointment"), "kind status", writes=True),
    event("appointment.closed", _("%(actor)s noted how an appointment went"), "kind status", writes=True),
    event("appointment.made", _("%(actor)s made an appointment"), "kind status", writes=True),
    event("todo.done", _("%(actor)s did a task"), writes=True),
    event("todo.given", _("%(actor)s gave a task"), writes=True),
    event("todo.moved", _("%(actor)s put a task off or gave it on"), writes=True),
    event("todo.reopened", _("%(actor)s took a task up again"), writes=True),
    event("visit.alarm", _("Somebody on a visit has not checked in"), "kind"),
    event("visit.checked_in", _("%(actor)s checked in from a visit"), "kind", writes=True),
    event("visit.extended", _("%(actor)s extended a visit"), "kind", writes=True),
    # legal
    event(
        "custody.deed",
        _("%(actor)s noted what was done for the person who is held"),
        "kind late status",
        writes=True,
    ),
    event("custody.ended", _("%(actor)s noted that a custody is over"), "kind", writes=True),
    event("custody.noted", _("%(actor)s noted that the person is held or accused"), "kind", writes=True),
    event("permit.changed", _("%(actor)s corrected an application to stay"), "fields", writes=True),
    event("permit.step", _("%(actor)s noted a step of an application to stay"), "kind status", writes=True),
    # redress
    event("breach.assessed", _("%(actor)s assessed the danger of a breach for the person"), "risk decision"),
    event("breach.changed", _("%(actor)s changed the register of a breach"), "fields"),
    event("breach.closed", _("%(actor)s closed a breach")),
    event("breach.person_added", _("%(actor)s named a person whom a breach concerns")),
    event("breach.person_told", _("%(actor)s told the person of a breach"), "early"),
    event("breach.recorded", _("%(actor)s recorded a breach"), "kind"),
    event("breach.viewed", _("%(actor)s viewed a breach")),
    event("complaint.changed", _("%(actor)s worked on a complaint"), "count"),
    event("complaint.closed", _("%(actor)s closed a complaint"), "outcome"),
    event("complaint.listed", _("%(actor)s looked at the complaints"), "count page"),
    event("complaint.received", _("A complaint was received"), "channel"),
    event("complaint.viewed", _("%(actor)s viewed a complaint")),
    event("request.answered", _("%(actor)s answered a request of the person"), "outcome"),
    event("request.recorded", _("%(actor)s noted a request of the person"), "kind"),
    event("request.viewed", _("%(actor)s viewed a request of the person")),
    # reports
    event("figures.exported", _("%(actor)s took tables of figures"), "figures offices scope rows file_hash"),
    event("figures.viewed", _("%(actor)s looked at figures"), "figures offices scope suppressed"),
    event("report.cancelled", _("%(actor)s cancelled a report"), "reason"),
    event("report.downloaded", _("%(actor)s downloaded a report"), "file_hash format watermark"),
    event("report.failed", _("A report could not be made"), "reason"),
    event(
        "report.queued", _("%(actor)s asked for a report"), "figures offices scope format language restricted"
    ),
    event("report.rendered", _("A report was made"), "count figures suppressed file_hash rows format"),
    event("report.viewed", _("%(actor)s looked at a report"), "figures status"),
]
