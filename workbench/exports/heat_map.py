"""The heat map of a cross-tab as a file: as a page shows it, with where it comes from under it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

from workbench.analysis import cells
from workbench.charts import table
from workbench.exports import contents
from workbench.exports import provenance as said
from workbench.exports.writers import to_bytes

if TYPE_CHECKING:
    from workbench.store.database import Store


def picture(
    store: Store,
    format: Literal["png", "svg"],
    shown: table.Table,
    wanted: contents.Wanted,
    *,
    open: Collection[str] = (),
    dark: bool = False,
) -> bytes:
    """The table as it is shown, with these branches open, as png or svg.

    Under the cells stand what their marks mean, and study, date, number, filters and layer; the
    same is inside the file. `wanted` must be what `shown` was made from. The ground is light,
    as a report needs it, unless a dark one is asked for.
    """
    from workbench.charts import heatmap

    content, provenance = contents.contents(store, "crosstab", wanted)
    base = cells.base(store, filters=wanted.filters)
    notes = table.notes(shown, nobody=base.of_nobody, left_out=base.left_out)
    footer = [" ".join(notes), said.summary(provenance)]
    if provenance.synthetic:
        footer.append(said.synthetic_note())
    chart = heatmap(
        table.heat_frame(shown, open),
        dark=dark,
        title=content.title,
        subtitle=table.subtitle(shown),
        footer=tuple(footer),
        selectable=False,
    )
    return to_bytes("crosstab", format, content, provenance, chart=chart)
