"""Was somebody trafficked, and how dangerous is it: findings, suggestions with reasons, decisions."""
