"""The heat map of a cross-tab as it is printed: with what it says of itself under the cells."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from workbench.analysis import cells
from workbench.charts import table
from workbench.exports import provenance as said

if TYPE_CHECKING:
    import altair as alt

    from workbench.exports.model import CrosstabView, Provenance
    from workbench.model import Filters
    from workbench.store.database import Store


def chart(
    store: Store,
    shown: table.Table,
    content: CrosstabView,
    provenance: Provenance,
    *,
    filters: Filters,
    open: Collection[str] = (),
    dark: bool = False,
) -> alt.LayerChart:
    """The table as a chart, with these branches open.

    Under the cells stand what their marks mean, and study, date, number, filters and layer.
    `content`, `provenance` and `filters` must be those that `shown` was made from. The ground is
    light, as a report needs it, unless a dark one is asked for.
    """
    from workbench.charts import heatmap

    base = cells.base(store, filters=filters)
    notes = table.notes(shown, nobody=base.of_nobody, left_out=base.left_out)
    return heatmap(
        table.heat_frame(shown, open),
        dark=dark,
        title=content.title,
        subtitle=table.subtitle(shown),
        footer=said.under_picture(" ".join(notes), provenance),
        selectable=False,
    )
