"""The questions on paper, and the paper entered afterwards."""
