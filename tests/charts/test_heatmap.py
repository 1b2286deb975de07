"""The heat map: what it draws, in both themes, and as files."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbench.charts import heatmap, image, save
from workbench.charts.colors import DARK, LIGHT, mixed
from workbench.charts.heatmap import ROW_HEIGHT
from workbench.errors import CallError
from workbench.texts import in_language

GREEN = "#2f9e6e"


def cell(row: str, column: str, text: str, shade: int = 0, **more: object) -> dict[str, object]:
    return {
        "row": row, "row_label": row.title(), "level": 0, "column": column, "heading": "Deltaker",
        "column_label": f"runde {column}", "text": text, "shade": shade, "color": GREEN, **more,
    }  # fmt: skip


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        [
            cell("praksis", "1", "9 av 9", 46, n=9),
            cell("praksis", "2", "1 av 7", 7, n=1, small=True),
            cell("krav", "1", "ikke spurt", n=0, level=1),
            cell("krav", "2", "0 av 7", n=0, level=1, beside="0 av 5 inf."),
        ]
    )


def spec(**options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(heatmap(frame(), **{"dark": False, **options}).to_json())
    return found


def values(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells as the chart holds them; its headings are data of their own."""
    return next(data for data in drawn["datasets"].values() if data and "fill" in data[0])


def layers(drawn: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [layer for layer in drawn["layer"] if layer["mark"]["type"] == mark]


def test_every_cell_holds_its_count_as_text() -> None:
    texts = [value["text"] for value in values(spec())]
    assert texts == ["9 av 9", "1 av 7", "ikke spurt", "0 av 7\u20030 av 5 inf."]


@pytest.mark.parametrize(("dark", "paper"), [(False, LIGHT.paper), (True, DARK.paper)])
def test_a_cell_without_a_shade_has_the_colour_of_the_paper(dark: bool, paper: str) -> None:
    drawn = spec(dark=dark)
    assert drawn["background"] == paper
    assert [value["fill"] == paper for value in values(drawn)] == [False, False, True, True]


def test_the_shade_is_the_branch_colour_thinned() -> None:
    assert values(spec())[0]["fill"] == mixed(GREEN, LIGHT.paper, 0.46)


@pytest.mark.parametrize("dark", [False, True])
def test_the_count_can_be_read_on_the_deepest_shade(dark: bool) -> None:
    drawn = values(spec(dark=dark))[0]
    assert _contrast(drawn["ink"], drawn["fill"]) >= 4.5


def test_small_cells_are_marked_and_the_chosen_one_is_outlined() -> None:
    drawn = spec(chosen=("praksis", "1"))
    assert [value["small"] for value in values(drawn)] == [False, True, False, False]
    assert [value["chosen"] for value in values(drawn)] == [True, False, False, False]
    filters = [layer["transform"][0]["filter"] for layer in drawn["layer"] if "transform" in layer]
    assert filters == ["datum.chosen", "datum.small"]


def test_a_click_gives_row_and_column_and_a_picture_asks_for_none() -> None:
    params = spec()["params"]
    assert params[0]["name"] == "cell"
    assert params[0]["select"]["fields"] == ["row", "column"]
    assert "params" not in spec(selectable=False)


def test_a_heading_over_several_columns_stands_once() -> None:
    headings = [
        [value["text"] for value in data]
        for data in spec()["datasets"].values()
        if data and "fill" not in data[0]
    ]
    assert sorted(headings) == [["Deltaker"], ["runde 1", "runde 2"]]


def test_a_screen_reader_hears_row_column_and_count() -> None:
    cells = layers(spec(), "rect")[0]
    assert cells["encoding"]["description"]["field"] == "said"
    assert values(spec())[0]["said"] == "Praksis. Deltaker, runde 1: 9 av 9"


def test_more_cells_than_altair_takes_from_a_frame_are_drawn() -> None:
    many = pd.DataFrame([cell(f"r{n}", str(m), "1 av 9", 5) for n in range(120) for m in range(50)])
    assert len(values(json.loads(heatmap(many, dark=False).to_json()))) == 6000


def test_a_frame_that_lacks_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match="shade"):
        heatmap(frame().drop(columns="shade"), dark=False)


def test_the_same_chart_gives_the_same_file(tmp_path: Path) -> None:
    for suffix in ("png", "svg"):
        paths = [tmp_path / f"{name}.{suffix}" for name in ("a", "b")]
        for path in paths:
            assert save(heatmap(frame(), dark=False, title="Å"), path) == path
        assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_png_is_a_picture_with_the_words_in_it_as_pixels() -> None:
    picture = image(heatmap(frame(), dark=False, selectable=False), "png")
    blank = image(heatmap(frame().assign(text=""), dark=False, selectable=False), "png")
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    assert width > 400
    assert height > 100
    assert picture != blank


def test_an_svg_holds_its_title_and_counts() -> None:
    drawn = image(heatmap(frame(), dark=False, title="Koder etter runde"), "svg").decode()
    assert "Koder etter runde" in drawn
    assert "9 av 9" in drawn


def test_another_suffix_is_refused_with_what_is_possible(tmp_path: Path) -> None:
    with in_language("en"), pytest.raises(CallError) as error:
        save(heatmap(frame(), dark=False), tmp_path / "a.gif")
    assert str(error.value) == (
        "A chart cannot be written as “.gif”.\nGive the file a name that ends in .png or .svg."
    )
    assert not (tmp_path / "a.gif").exists()


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_footer_stands_under_the_cells_and_is_broken_where_the_table_ends() -> None:
    drawn = spec(footer=("◥ én eller to. " + "Et langt ord til. " * 9, "Studie · dato"))
    lines = [
        (data[0]["piece"], layer["encoding"]["x"]["value"], layer["encoding"]["y"]["value"])
        for layer in drawn["layer"]
        if (data := drawn["datasets"].get(layer.get("data", {}).get("name"), [{}]))
        and "piece" in data[0]
    ]
    words = [piece for piece, _left, _at in lines]
    assert (words[0], words[-1]) == ("◥", "Studie · dato")
    assert words[1].startswith("én eller to.")
    assert max(map(len, words)) <= 60
    rows = 2
    assert lines[0][2] > rows * ROW_HEIGHT
    assert [at for _piece, _left, at in lines] == sorted(at for _piece, _left, at in lines)
