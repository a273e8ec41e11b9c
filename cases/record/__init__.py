"""The answers of a record: which are asked, what follows from them, how they are read."""
