"""The study design: persons, interviews, relations, assignments, outside figures."""
