"""The code scheme: its file format and its tree.

A scheme file is YAML: a list `codes`, each with `key` (the whole path), `name` (`nb`, `en`),
`definition`, and where there is something to say `id`, `aliases`, `include`, `exclude`,
`example`, `phase`, `level`, `exclusive`, `color`, `retired`. The order of the list is the order
of the tree; the tree follows from the keys. Only `key` and one name are required.
"""

from workbench.scheme.files import read, render
from workbench.scheme.loading import Loaded, add_code, load, save
from workbench.scheme.tree import Tree

__all__ = ["Loaded", "Tree", "add_code", "load", "read", "render", "save"]
