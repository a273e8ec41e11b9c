"""What may be done for a child, with whom, and who is kept away."""
