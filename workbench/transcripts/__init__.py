"""Transcripts: one reader per file format, and the way of their turns into the study."""
