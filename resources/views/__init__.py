"""Pages of this floor: views translate."""
