"""Checking only."""

from resources.forms.providers import AgreementForm, AvailabilityForm, ProviderFilterForm, ProviderForm

__all__ = ["AgreementForm", "AvailabilityForm", "ProviderFilterForm", "ProviderForm"]
