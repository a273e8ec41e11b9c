"""Files that come from outside: what is taken, and how it is cleaned before anybody keeps it."""
