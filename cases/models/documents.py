"""The person's papers: which there are, where they are, what has to be obtained."""

from django.utils.translation import gettext_lazy as _

from cases.models.answers import code, date, file_of_case, text, yes_no
from cases.models.parts import RepeatedPart


class IdentityDocument(RepeatedPart):
    """One document, held or missing. Its number leads to the person like a name: class identity."""

    SECTION = "documents"

    class Sealed:
        section = "documents"
        key_class = "identity"

    doc_type = code("doc_type")
    doc_number = text("doc_number", max_length=100)
    doc_country = code("doc_country")
    doc_issue_date = date("doc_issue_date")
    doc_expiry_date = date("doc_expiry_date")
    doc_status = code("doc_status")
    doc_genuine = code("doc_genuine")
    doc_needed = yes_no("doc_needed")
    doc_scan = file_of_case("doc_scan")

    class Meta(RepeatedPart.Meta):
        abstract = False
        verbose_name = _("document")
        verbose_name_plural = _("documents")
