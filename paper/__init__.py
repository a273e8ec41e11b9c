"""Paper: HTML of our own templates laid out as PDF in a locked child, with a mark on every page (decision 0156)."""
