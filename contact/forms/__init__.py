"""Forms of first contact. Checking only."""

from contact.forms.enquiries import EndForm, EnquiryForm, TakeForm
from contact.forms.families import ApartForm, FamilyForm
from contact.forms.groups import GroupForm, Table

__all__ = ["ApartForm", "EndForm", "EnquiryForm", "FamilyForm", "GroupForm", "Table", "TakeForm"]
