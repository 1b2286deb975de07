"""The study file: tables, actions with their history, and everything that reads them.

All SQL of the workbench lives in this room.
"""
