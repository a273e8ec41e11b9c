from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from accounts import approvals, calendars, kept_forms
        from accounts.permissions import Permission

        # A module named for nothing but its import registers something.
        from cases import case_tasks, checks, inf_settings, panels, person_file, printing, retention, signals  # noqa: F401
        from cases.actions import access_register, erasing, exceptions, pressing, withdrawal_effects
        from cases.assessing import inf_assessments, risk_events  # noqa: F401
        from cases.assessing import kinds as assessment_kinds
        from cases.child import inf_children  # noqa: F401
        from cases.child import kinds as child_kinds
        from cases.consent import clock as consent_clock
        from cases.consent import consents, inf_consents, withdrawals  # noqa: F401
        from cases.erasing import closing
        from cases.erasing import page as erasure_page
        from cases.finding import rebuild
        from cases.interview import interpreter_clock, interpreting_page, interviews
        from cases.interview.page import course_beside
        from cases.models import ErasureReason
        from cases.on_paper import paper_forms
        from cases.record import beside, local_questions
        from cases.record.missing import missing_beside
        from notifications import outbox

        calendars.on_change(case_tasks.follow_calendar)
        risk_events.listen()
        pressing.listen()
        kept_forms.refuse_when(interviews.is_of_erased)
        beside.register(beside.Beside("closure", "cases/_missing.html", missing_beside))
        beside.register(beside.Beside("interview", "cases/_interview_course.html", course_beside))
        assessment_kinds.register()
        paper_forms.register()
        child_kinds.register()
        retention.register()
        printing.register()
        panels.register(person_file.PANEL)
        consent_clock.register()
        interpreter_clock.register()
        exceptions.register()
        panels.register(interpreting_page.PANEL)
        panels.register(local_questions.PANEL)
        rebuild.register()
        access_register.register()
        for kind in closing.CLOSING_CONSENTS:
            consents.on_withdrawal(kind, erasing.start_on_withdrawal)
        for kind, effect in withdrawal_effects.EFFECTS.items():
            consents.on_withdrawal(kind, effect)
        withdrawal_effects.register_tasks()
        for kind in withdrawals.EFFECTS:
            consents.on_withdrawal(kind, withdrawal_effects.leave_the_rest)
        approvals.register(
            erasing.KIND,
            title=_("Erase a file"),
            ask=Permission.CASE_ERASE,
            approve=Permission.CASE_ERASE,
            perform=erasing.confirm_erasure,
            describe=erasure_page.describe,
            decides=erasing.may_confirm,
            within=erasing.within_reach,
            reasons=ErasureReason,
        )
        outbox.register("hand_over.offered", _("You are asked to take over a case"), "cases:hand_over_offer")
        outbox.register("hand_over.accepted", _("A case was taken over"), "cases:hand_over_offer")
        outbox.register(
            "hand_over.declined", _("A case was not taken over and needs somebody"), "cases:hand_over_offer"
        )
        outbox.register(
            "consent.provider_to_tell",
            _("A provider must be told to stop using what it received"),
            "cases:case",
        )
        outbox.register("task.overdue", _("Something about a case is overdue"), "cases:case")
        outbox.register("risk.immediate", _("A person may be in danger now"), "cases:risk_alarm")
        outbox.register(
            "determination.look", _("A determination needs one more person"), "cases:determination"
        )
        outbox.register(
            "caseload.over", _("Somebody at your office carries more cases than agreed"), "cases:team"
        )
        outbox.register("law.entered", _("The law of your country was entered anew"), "cases:laws")
        outbox.register("file.refused", _("A recording could not be kept as it is"), "cases:files")
        outbox.register("case.opened", _("A new case was opened at your office"), "cases:case")
        outbox.register(
            "search.limited", _("Somebody searched more often than is usual"), "reports:reading_room"
        )
