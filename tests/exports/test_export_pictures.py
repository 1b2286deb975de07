"""Charts as pictures: the same each time, with their provenance inside."""

from __future__ import annotations

from io import BytesIO

import altair as alt
import pandas as pd
import pytest
from PIL import Image

from workbench.errors import CallError
from workbench.exports import CrosstabView, Provenance, to_bytes

PROVENANCE = Provenance("Kassaprosjektet", "2012-03-03", filters="kode: <praksis>")
FRAME = pd.DataFrame({"code": ["a", "b"], "n": [3, 4], "N": [7, 7]})
VIEW = CrosstabView("Tabell", FRAME, columns=())


def _chart() -> alt.Chart:
    return alt.Chart(FRAME).mark_bar().encode(x="code:N", y="n:Q")


def test_a_picture_needs_a_chart() -> None:
    with pytest.raises(CallError, match="A picture needs a chart"):
        to_bytes("crosstab", "svg", VIEW, PROVENANCE)


def test_an_svg_says_where_it_comes_from_and_is_the_same_each_time() -> None:
    made = to_bytes("crosstab", "svg", VIEW, PROVENANCE, chart=_chart())
    assert b"<title>Tabell</title><desc>Study: Kassaprosjektet; Date: 3 March 2012" in made
    assert b"kode: &lt;praksis&gt;" in made
    assert made == to_bytes("crosstab", "svg", VIEW, PROVENANCE, chart=_chart())


def test_a_png_says_where_it_comes_from_and_is_the_same_each_time() -> None:
    made = to_bytes("crosstab", "png", VIEW, PROVENANCE, chart=_chart())
    picture = Image.open(BytesIO(made))
    picture.load()
    assert picture.text["Study"] == "Kassaprosjektet"
    assert picture.text["Title"] == "Tabell"
    assert made == to_bytes("crosstab", "png", VIEW, PROVENANCE, chart=_chart())
