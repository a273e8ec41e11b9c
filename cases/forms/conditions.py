"""Which questions are asked only when earlier answers call for them.

Each entry turns the prose of `required_when` (domain/fields.csv) into a condition on another answer of
the same page. The page hides the question until then; without JavaScript it is simply shown. A hidden
question is never emptied: what was typed stays (P1: nothing typed is lost).
"""

from dataclasses import dataclass

LABOUR = (
    "forced_labour",
    "child_labour",
    "domestic_servitude",
    "forced_begging",
    "forced_criminality",
    "slavery",
)
NOT_THE_PERSON = ("parent", "guardian", "authority", "other")


@dataclass(frozen=True)
class ShowWhen:
    """Ask when the answer to `field` contains one of `codes`."""

    field: str
    codes: tuple[str, ...]

    def __str__(self) -> str:
        """The form that static/js/app.js reads from `data-show-when`."""
        return f"{self.field}={'|'.join(self.codes)}"


SHOW_WHEN: dict[str, ShowWhen] = {
    "labour_types": ShowWhen("exp_types", LABOUR),
    "labour_sector": ShowWhen("exp_types", LABOUR),
    "sexual_types": ShowWhen("exp_types", ("sexual",)),
    "exp_other_type": ShowWhen("exp_types", ("other",)),
    "debt_amount": ShowWhen("means_of_control", ("debt_bondage",)),
    "debt_remaining": ShowWhen("means_of_control", ("debt_bondage",)),
    "recruitment_methods": ShowWhen("entry_mode", ("recruited", "persuaded_partner")),
    "recruitment_platforms": ShowWhen("recruitment_methods", ("online_social_network", "online_advert")),
    "recruiter_relation": ShowWhen("entry_mode", ("recruited", "persuaded_partner", "sold", "marriage")),
    "citizenship": ShowWhen("statelessness", ("", "national", "at_risk", "undetermined")),
    "consent_giver_name": ShowWhen("consent_giver", NOT_THE_PERSON),
}

# Asked of a child, or of somebody whose age is in doubt; known from the bio data, not from the same page.
CHILD_ONLY = frozenset({"school_status"})
