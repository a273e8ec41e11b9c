"""The panels of the start page: whose they are, which rows they have, how a row reads.

A panel of an app is one entry of PANELS; config may know every floor.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from agenda import next_steps
from config import home_rows as rows
from config.home_rows import Line


@dataclass(frozen=True)
class Panel:
    """A kind of work: who has it, which rows, and how a row reads."""

    key: str
    title: str | Promise
    empty: str | Promise
    permission: Permission
    rows: Callable[[User], QuerySet[Any]]
    line: Callable[[Any], Line]


PANELS = (
    Panel(
        "agenda",
        _("Appointments and visits to come"),
        _("You go nowhere with anybody in the next two weeks."),
        Permission.CASE_EDIT,
        rows.agenda,
        rows.agenda_line,
    ),
    Panel(
        "written",
        _("Tasks given to you"),
        _("Nobody has given you a task."),
        Permission.CASE_EDIT,
        rows.written,
        rows.written_line,
    ),
    Panel(
        "next",
        _("Cases without a next step"),
        _("Something is to be done about every open case."),
        Permission.CASE_EDIT,
        next_steps.shown_to,
        rows.case_line,
    ),
    Panel(
        "due",
        _("Due and overdue"),
        _("Nothing about a case of yours is due."),
        Permission.CASE_VIEW,
        rows.due,
        rows.due_line,
    ),
    Panel(
        "offered",
        _("Cases you are asked to take over"),
        _("Nobody hands a case over to you."),
        Permission.CASE_HAND_OVER,
        rows.offered,
        rows.offered_line,
    ),
    Panel(
        "needing",
        _("Cases that need somebody"),
        _("Every open case has somebody who can work on it."),
        Permission.CASE_ASSIGN,
        rows.need_somebody,
        rows.need_line,
    ),
    Panel(
        "drafts",
        _("Drafts to finish"),
        _("Nothing is half finished. What you type is kept here until you save it."),
        Permission.SECTION_EDIT,
        rows.drafts,
        rows.draft_line,
    ),
    Panel(
        "consent",
        _("Consent still to be asked"),
        _("Every case of yours has a consent record."),
        Permission.CONSENT_RECORD,
        rows.without_consent,
        rows.consent_line,
    ),
    Panel(
        "mine",
        _("My open cases"),
        _("No open case is assigned to you."),
        Permission.CASE_VIEW,
        rows.mine,
        rows.case_line,
    ),
    Panel(
        "opened",
        _("Opened this week"),
        _("No case was opened at your office in the last seven days."),
        Permission.CASE_OFFICE,
        rows.newly_opened,
        rows.case_line,
    ),
    Panel(
        "unusual",
        _("Unusual reading and sign-ins"),
        _("Nothing unusual waits to be looked into."),
        Permission.AUDIT_UNUSUAL,
        rows.unusual,
        rows.unusual_line,
    ),
    Panel(
        "erasures",
        _("Erasures under way"),
        _("No file of your offices is being erased."),
        Permission.LEGAL_HOLD,
        rows.erasures,
        rows.erasure_line,
    ),
    Panel(
        "reports",
        _("Reports to look at"),
        _("No report is waiting or ready."),
        Permission.REPORT_VIEW,
        rows.reports,
        rows.report_line,
    ),
    Panel(
        "inbox",
        _("Unread notices"),
        _("You have read everything."),
        Permission.INBOX_READ,
        rows.inbox,
        rows.inbox_line,
    ),
)
