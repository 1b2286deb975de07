"""The Norwegian pipeline: text in; sentences, dictionary forms and names out. Knows no tables."""

from workbench.language.pipeline import Pipeline, describe, load

__all__ = ["Pipeline", "describe", "load"]
