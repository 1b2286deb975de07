"""Counting and reading what was coded: each analysis reads a view of the store in one query for
codings and returns a tidy frame."""
