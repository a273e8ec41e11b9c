"""How it is asked. Checking only."""

from legal.forms.custody import CustodyEndForm, CustodyForm, DeedForm
from legal.forms.permits import PermitForm, StepForm
from legal.forms.proceedings import ClaimForm, HearingEndForm, HearingForm, ProceedingForm, StageForm

__all__ = [
    "ClaimForm",
    "CustodyEndForm",
    "CustodyForm",
    "DeedForm",
    "HearingEndForm",
    "HearingForm",
    "PermitForm",
    "ProceedingForm",
    "StageForm",
    "StepForm",
]
