"""Coding: anchors, codings, assignments, memos and the selections of a report."""
