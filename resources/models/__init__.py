"""The rooms of this floor."""

from resources.models.providers import Agreement, Allows, Provider, Suitability

__all__ = ["Agreement", "Allows", "Provider", "Suitability"]
