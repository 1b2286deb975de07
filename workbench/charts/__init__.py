"""Charts: frame in, Altair chart out.

`heatmap` draws a cross-tab with its counts in the cells; `save` writes any chart as png or svg,
with the same pixels for the same chart on the same machine. Altair is loaded on first use.
"""

from workbench.charts.heatmap import heatmap
from workbench.charts.save import image, save

__all__ = ["heatmap", "image", "save"]
