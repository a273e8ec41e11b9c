"""How dates and numbers read, where Django's own habit for a language is not ours."""
