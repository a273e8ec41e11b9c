"""The rooms of this floor."""

from resources.models.providers import Agreement, Allows, Provider, Suitability
from resources.models.referrals import Kind, ProviderReferral, ProviderReport, State

__all__ = [
    "Agreement",
    "Allows",
    "Kind",
    "Provider",
    "ProviderReferral",
    "ProviderReport",
    "State",
    "Suitability",
]
