"""The users' words, from where every room finds them."""

from workbench.words import *  # noqa: F403
