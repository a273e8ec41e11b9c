"""Consent as a rule of the software: what is covered, in which words, by when it is asked again, and what the law adds."""
