"""An interview: its moments, who interprets, what is not asked again."""
