"""Quotes as a report prints them, from where every room finds them."""

from workbench.exports.quoting import *  # noqa: F403
