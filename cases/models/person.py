"""The person of a case, and the three sections about her, him or them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models.answers import (
    code,
    codes,
    file_of_case,
    long_text,
    money,
    number,
    partial_date,
    text,
    yes_no,
)
from cases.models.case import Case
from cases.models.fields import (
    CodeField,
    CodesField,
    CountriesField,
    CountryField,
    HouseMadeField,
    PlainNumberField,
    RegionCodeField,
)
from cases.models.scoped import SectionRow
from cases.reference import new_code_name
from vault.sealed import SealedText


class Person(models.Model):
    """Whom the case is about. Whether somebody was trafficked is a determination on the record, not a class."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="person")
    code_name = HouseMadeField(max_length=60, default=new_code_name, db_index=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        default_permissions = ()

    def __str__(self) -> str:
        return self.code_name


class PersonSection(SectionRow):
    """A section of the record about the person; carries the case so that its key and its reach need no join."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="%(class)s")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="%(class)s")

    class Meta:
        abstract = True
        default_permissions = ()

    def vault_scope(self) -> uuid.UUID:
        return self.case_id

    def __str__(self) -> str:
        return str(self.pk)


class PersonBiodata(PersonSection):
    SECTION = "biodata"

    class Sealed:
        section = "biodata"
        key_class = "identity"

    salutation = text("salutation", max_length=50)
    first_name = text("first_name")
    middle_name = text("middle_name")
    family_name = text("family_name")
    name_original_script = text("name_original_script")
    other_names = text("other_names", max_length=500)
    sex = CodeField("sex")
    gender = CodeField("gender")
    birth_date = partial_date("birth_date")
    birth_date_estimated = yes_no("birth_date_estimated")
    age_at_registration = PlainNumberField(null=True, blank=True)
    age_band = CodeField("age_band", default="unknown", editable=False)
    majority_status = CodeField("majority_status", default="unknown", editable=False)
    age_dispute = CodeField("age_dispute")
    birth_country = CountryField()
    birth_place = text("birth_place")
    citizenship = CountriesField()
    statelessness = CodeField("statelessness")
    habitual_residence_country = CountryField()
    origin_region = text("origin_region")
    origin_region_code = RegionCodeField()
    ethnicity = text("ethnicity")
    religion = text("religion")
    primary_language = CodeField(dictionary.LANGUAGE_LIST)
    secondary_languages = codes("secondary_languages")
    marital_status = CodeField("marital_status")
    national_id_number = text("national_id_number", max_length=100)
    phone = text("phone", max_length=50)
    other_phone = text("other_phone", max_length=50)
    email = text("email")
    safe_contact_method = CodeField("contact_method")
    safe_contact_notes = text("safe_contact_notes", max_length=1000)
    current_country = CountryField()
    current_region = text("current_region")
    current_region_code = SealedText(_("Region by its code"), max_length=10, blank=True)
    current_city = text("current_city")
    current_street = text("current_street")
    current_postal_code = text("current_postal_code", max_length=20)
    origin_address = text("origin_address", max_length=500)
    emergency_contact_name = text("emergency_contact_name")
    emergency_contact_phone = text("emergency_contact_phone", max_length=50)
    emergency_contact_relation = code("emergency_contact_relation")
    emergency_contact_informed = code("emergency_contact_informed")
    deceased = yes_no("deceased")
    photo = file_of_case("photo")

    class Meta(PersonSection.Meta):
        abstract = False
        verbose_name = _("bio data")
        verbose_name_plural = _("bio data")


class PersonSocioEconomic(PersonSection):
    SECTION = "socio_economic"

    class Sealed:
        section = "socio_economic"
        key_class = "general"

    economic_situation = CodeField("economic_situation")
    employment_before = CodeField("employment_status")
    occupation_before = text("occupation_before")
    income_before = money("income_before")
    dependants = number("dependants")
    household_size = number("household_size")
    housing_before = code("housing_before")
    area_before = code("area_before")
    debts_before = money("debts_before")
    migrated_before = code("migrated_before")
    migrant_type = codes("migrant_type")
    departure_reasons = CodesField("departure_reason")
    vulnerabilities = codes("vulnerabilities")
    vulnerability_details = long_text("vulnerability_details")

    class Meta(PersonSection.Meta):
        abstract = False
        verbose_name = _("socio-economic background")
        verbose_name_plural = _("socio-economic backgrounds")


class PersonEducation(PersonSection):
    SECTION = "education"

    class Sealed:
        section = "education"
        key_class = "general"

    education_level = CodeField("education_level")
    education_years = number("education_years")
    literacy = code("literacy")
    vocational_skills = text("vocational_skills", max_length=500)
    school_status = code("school_status")

    class Meta(PersonSection.Meta):
        abstract = False
        verbose_name = _("education")
        verbose_name_plural = _("education")
