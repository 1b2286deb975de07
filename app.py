"""Starts the workbench in the browser: `streamlit run app.py`, or better `workbench serve`."""

from workbench.ui.app import run

run()
