"""Workbench: analysing qualitative interviews, coded and compared actor by actor.

The public door is `Study`; `demo`, `serve` and `about` stand beside it.
"""
