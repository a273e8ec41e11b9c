"""What the access matrix has to be told of single routes, a module for each floor: a dictionary DEEDS by view name."""
