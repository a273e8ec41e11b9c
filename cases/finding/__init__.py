"""Finding a person whose name is stored nowhere, and the same person twice."""
