"""Pseudonyms: text in; text and key out. Imports no store."""
