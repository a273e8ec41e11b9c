"""Alleged perpetrators, for the person's safety."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, codes, long_text, text
from cases.models.parts import RepeatedPart


class Perpetrator(RepeatedPart):
    """One alleged perpetrator: alleged until convicted (P3), never in a message, and nothing of it in clear."""

    SECTION = "perpetrator"

    class Sealed:
        section = "perpetrator"
        key_class = "general"

    perp_roles = codes("perp_roles")
    perp_name = text("perp_name")
    perp_sex = code("perp_sex")
    perp_age_band = code("perp_age_band")
    perp_citizenship = codes("perp_citizenship")
    perp_relation = code("perp_relation")
    perp_paid = code("perp_paid")
    perp_at_large = code("perp_at_large")
    perp_knows_home = code("perp_knows_home")
    perp_details = long_text("perp_details")

    class Meta(RepeatedPart.Meta):
        abstract = False
        verbose_name = _("alleged perpetrator")
        verbose_name_plural = _("alleged perpetrators")
