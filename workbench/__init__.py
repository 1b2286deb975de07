"""Workbench: analysing qualitative interviews, coded and compared actor by actor.

The public door is `Study`; `demo`, `serve`, `about` and `pseudonymise` stand beside it.
"""

from workbench.about import about
from workbench.demo import demo
from workbench.model import Filters
from workbench.pseudonymising import pseudonymise
from workbench.study import Study
from workbench.ui.serving import serve

__all__ = ["Filters", "Study", "about", "demo", "pseudonymise", "serve"]
