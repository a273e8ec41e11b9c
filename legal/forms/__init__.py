"""How it is asked. Checking only."""

from legal.forms.custody import CustodyEndForm, CustodyForm, DeedForm
from legal.forms.permits import PermitForm, StepForm

__all__ = ["CustodyEndForm", "CustodyForm", "DeedForm", "PermitForm", "StepForm"]
