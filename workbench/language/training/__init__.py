"""Training the Norwegian pipeline on the Norwegian Dependency Treebank, and scoring it."""

from workbench.language.training.recipe import train_language
from workbench.language.training.scores import evaluate_language

__all__ = ["evaluate_language", "train_language"]
