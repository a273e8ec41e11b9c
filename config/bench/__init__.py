"""`make bench`: what the pages cost, beside what their rows cost without the house around them."""
