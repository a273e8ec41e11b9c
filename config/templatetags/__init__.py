"""Template tags of the front of the house."""
