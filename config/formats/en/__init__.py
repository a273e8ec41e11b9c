"""English: day before month, the clock to twenty-four."""
