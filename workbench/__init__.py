"""Workbench: analysing qualitative interviews, coded and compared actor by actor.

The public door is `Study`; `demo`, `serve`, `about`, `pseudonymise`, `train_language` and
`evaluate_language` stand beside it.
"""

from workbench.about import about
from workbench.demo import demo
from workbench.language.training import evaluate_language, train_language
from workbench.model import Filters
from workbench.pseudonymising import pseudonymise
from workbench.study import Study
from workbench.ui.serving import serve

__all__ = [
    "Filters", "Study", "about", "demo", "evaluate_language", "pseudonymise", "serve",
    "train_language",
]  # fmt: skip
