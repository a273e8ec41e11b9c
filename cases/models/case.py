"""The case: one piece of work with one person, owned by one office."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models import answers
from cases.models.fields import (
    CodeField,
    CountriesField,
    CountryField,
    HouseMadeField,
    PlainDateField,
    PlainPartialDateField,
)
from cases.models.scoped import SectionRow
from cases.querysets import CaseQuerySet
from cases.reference import new_reference
from vault.sealed import SealedJSON


class Case(SectionRow):
    """The registration section and the way the person was referred, with what lists and clocks need plain.

    Reach it through cases.access; `Case.objects` alone belongs to actions and background work.
    """

    SECTION = "registration"
    # What the person was held to be before an action that computes it again (cases/record/upkeep.py).
    majority_before: str = ""

    class Sealed:
        section = "registration"
        key_class = "general"

    reference = HouseMadeField(
        dictionary.label("case_reference"), max_length=9, unique=True, default=new_reference, editable=False
    )
    status = CodeField(
        "case_status", verbose_name=dictionary.label("case_status"), default="screening", blank=False
    )
    office = models.ForeignKey(
        "accounts.Office",
        on_delete=models.PROTECT,
        related_name="cases",
        verbose_name=_("Responsible office"),
    )
    registering_office = models.ForeignKey(
        "accounts.Office",
        on_delete=models.PROTECT,
        related_name="registered_cases",
        verbose_name=dictionary.label("registering_office"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="owned_cases",
        verbose_name=dictionary.label("case_owner"),
    )
    registration_date = PlainDateField(default=timezone.localdate)
    assistance_start_date = PlainDateField(null=True, blank=True)
    data_source = CodeField("data_source")
    restricted_case = models.BooleanField(dictionary.label("restricted_case"), default=False)
    # Where the person is needs a grant of its own, and is shown by a click with purpose and second factor.
    location_locked = models.BooleanField(_("Location locked"), default=False)
    trafficking_scope = CodeField("trafficking_scope", default="unknown", editable=False)
    # Every country a leg of the journey touches that is neither home nor a place of exploitation.
    transit_countries = CountriesField(editable=False)
    referral_source = CodeField("referral_source")
    referring_organisation_type = CodeField("organisation_type", editable=False)
    referral_scenario = CodeField("referral_scenario")
    referral_date = PlainDateField(null=True, blank=True)
    identification_country = CountryField()
    identification_date = PlainPartialDateField(null=True, blank=True)

    opened_at = models.DateTimeField(_("Opened"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True, editable=False)
    # Consent to data processing was withdrawn: the file is shown as closed and read by nobody (consent.md 4).
    closed_to_use_at = models.DateTimeField(_("Closed to every use"), null=True, blank=True, editable=False)
    # What stays of an erased person for statistics: a case that nobody opens (cases/erasing/statistics_kept.py).
    erased_at = models.DateTimeField(_("Erased"), null=True, blank=True, editable=False)
    # Consent to the interview was withdrawn or refused: no section takes further answers.
    interview_stopped_at = models.DateTimeField(_("Interview stopped"), null=True, blank=True, editable=False)

    legacy_reference = answers.text("legacy_reference", max_length=100)
    linked_cases = SealedJSON(dictionary.label("linked_cases"), default=list, blank=True)
    link_reason = answers.text("link_reason")
    previous_case = answers.text("previous_case", max_length=36)
    project_code = answers.text("project_code", max_length=100)
    referring_organisation = answers.text("referring_organisation")
    referring_person = answers.text("referring_person")
    referring_contact = answers.text("referring_contact")
    referral_reason = answers.code("referral_reason")
    referral_details = answers.long_text("referral_details")
    narrative_summary = answers.long_text("narrative_summary")

    objects: ClassVar[Any] = CaseQuerySet.as_manager()
    # Whose absence gave access to this instance; the door sets it, audit events tell it (audit/events.py).
    reached_for: uuid.UUID | None = None

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        default_permissions = ()
        permissions = [  # those a CaseGrant gives
            ("work_on_case", "Can work on this case"),
            ("open_in_emergency", "Has opened this case in an emergency"),
            ("see_location", "Can see the locked location of this case"),
        ]
        indexes = [
            models.Index(fields=["office", "-registration_date", "reference"], name="case_office_registered"),
            models.Index(fields=["-registration_date", "reference"], name="case_registered"),
            models.Index(fields=["office", "status"], name="case_office_status"),
        ]

    def vault_scope(self) -> uuid.UUID:
        return self.pk

    @property
    def case(self) -> "Case":
        """The case itself, so that every section row answers `.case`."""
        return self

    @property
    def case_id(self) -> uuid.UUID:
        return self.pk

    @property
    def is_closed_to_use(self) -> bool:
        return self.closed_to_use_at is not None

    def __str__(self) -> str:
        return self.reference
