"""A web page of one file: nothing is requested from anywhere, and it prints well on A4."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from workbench.exports import provenance as said
from workbench.exports.model import (
    Block,
    Grid,
    GridCell,
    Heading,
    Page,
    Paragraph,
    Prose,
    Provenance,
    Quotation,
    TurnBlock,
)
from workbench.exports.text import printable
from workbench.markdown import Run
from workbench.texts import _, language

_STYLE = """
:root{color-scheme:light;--ink:#20242a;--soft:#5d6470;--line:#dedad1;--accent:#1f6f78}
*{box-sizing:border-box}
body{margin:0 auto;padding:3rem 1.5rem 4rem;max-width:46rem;background:#fbfaf7;color:var(--ink);
font:1.0625rem/1.6 "Source Serif 4","Source Serif Pro",Cambria,Georgia,serif}
body.wide{max-width:80rem}
h1,h2,h3,h4,h5,.meta,.small,dl,table,.detail,.speaker,.codes{
font-family:"Source Sans 3","Source Sans Pro",Calibri,"Segoe UI",sans-serif}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .35rem}
h2{font-size:1.3rem;line-height:1.25;margin:2.4rem 0 .6rem;border-bottom:1px solid var(--line);
padding-bottom:.25rem}
h3{font-size:1.1rem;margin:1.8rem 0 .5rem}
h4,h5{font-size:1rem;margin:1.4rem 0 .4rem}
.detail{font-weight:400;font-size:.85em;color:var(--soft);margin-left:.5em}
.dot{display:inline-block;width:.6em;height:.6em;border-radius:.15em;margin-right:.45em}
.meta{color:var(--soft);font-size:.95rem;margin:0 0 .25rem}
.synthetic{color:#7a4700}
.small{color:var(--soft);font-size:.9rem}
p{margin:0 0 .7rem}
blockquote{margin:1.1rem 0 1.1rem 1.6rem;padding:0}
blockquote p{margin:0}
blockquote .before{color:var(--soft);font-style:italic}
figure{margin:0}
figcaption{color:var(--soft);margin:.15rem 0 0 1.6rem;font-size:.95em}
figure blockquote{margin-bottom:0}
figure+figure,figure+h2{margin-top:1.3rem}
.reference{font-size:.85em}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.92rem;line-height:1.35;width:100%;
border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink);margin:1.2rem 0}
th,td{padding:.3rem .55rem;text-align:center;font-weight:400;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left}
thead th{font-weight:600;vertical-align:bottom}
thead tr:last-child th{border-bottom:1px solid var(--ink)}
.strong{font-weight:600}
.muted,thead th.muted{color:var(--soft);font-weight:400}
.turn{display:grid;grid-template-columns:7.5rem 1fr;gap:0 1rem;margin:0 0 .8rem}
.speaker{font-size:.9rem;font-weight:600;text-align:right;padding-top:.1rem}
.speaker span{display:block;font-weight:400;color:var(--soft);font-size:.85em}
.turn.quiet p{color:var(--soft)}
.codes{font-size:.85rem;color:var(--accent);margin:-.4rem 0 .5rem}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.8rem;font-size:.9rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;margin:.5rem 0}
dt{color:var(--soft)}
dd{margin:0}
@page{size:A4;margin:22mm 25mm}
@page wide{size:A4 landscape}
@media print{
body{max-width:none;padding:0;background:#fff;font-size:10.5pt;line-height:1.45}
body.wide{page:wide}
h1,h2,h3,h4,h5{break-after:avoid}
figure,.turn,tr,dl div{break-inside:avoid}
p{orphans:3;widows:3}
thead{display:table-header-group}
.scroll{overflow:visible}
td,th{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
""".strip()

# Even text that slipped through unescaped could load nothing and run nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def web_page(page: Page, provenance: Provenance) -> bytes:
    """The page as HTML, UTF-8."""
    return ("\n".join(_lines(page, provenance)) + "\n").encode()


def _lines(page: Page, provenance: Provenance) -> Iterator[str]:
    yield "<!doctype html>"
    yield f'<html lang="{language()}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(page.title)} – {_text(provenance.study)}</title>"
    yield f"<style>\n{_STYLE}\n</style>"
    yield "</head>"
    yield '<body class="wide">' if page.wide else "<body>"
    yield f"<h1>{_text(page.title)}</h1>"
    if page.subtitle:
        yield f'<p class="meta">{_text(page.subtitle)}</p>'
    yield f'<p class="meta">{_text(said.summary(provenance))}</p>'
    if provenance.synthetic:
        yield f'<p class="meta synthetic">{_text(said.synthetic_note())}</p>'
    yield "<main>"
    for block in page.blocks:
        yield from _block(block)
    yield "</main>"
    yield "<footer>"
    yield f"<strong>{_text(_('About this export'))}</strong>"
    yield "<dl>"
    for label, value in said.lines(provenance):
        yield f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>"
    yield "</dl>"
    yield "</footer>"
    yield "</body>"
    yield "</html>"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield _heading(block)
    elif isinstance(block, Paragraph):
        label = f"<strong>{_text(block.label)}:</strong> " if block.label else ""
        style = ' class="small"' if block.small else ""
        yield f"<p{style}>{label}{_text(block.text)}</p>"
    elif isinstance(block, Quotation):
        yield from _quotation(block)
    elif isinstance(block, TurnBlock):
        yield from _turn(block)
    elif isinstance(block, Prose):
        yield _prose(block)
    else:
        yield from _table(block)


def _heading(block: Heading) -> str:
    tag = f"h{min(block.level, 4) + 1}"
    dot = (
        f'<span class="dot" style="background:{_text(block.color)}"></span>' if block.color else ""
    )
    detail = f'<span class="detail">{_text(block.detail)}</span>' if block.detail else ""
    return f"<{tag}>{dot}{_text(block.text)}{detail}</{tag}>"


def _quotation(block: Quotation) -> Iterator[str]:
    yield "<figure>"
    yield "<blockquote>"
    if block.before:
        yield f'<p class="before">{_text(block.before)}</p>'
    yield f"<p>{_text(block.text)}</p>"
    yield "</blockquote>"
    if block.attribution or block.reference:
        reference = (
            f' <span class="reference">{_text(block.reference)}</span>' if block.reference else ""
        )
        yield f"<figcaption>{_text(block.attribution)}{reference}</figcaption>"
    yield "</figure>"


def _turn(block: TurnBlock) -> Iterator[str]:
    margin = " · ".join(part for part in (str(block.number), block.time) if part)
    yield f'<div class="turn{" quiet" if block.quiet else ""}">'
    yield f'<div class="speaker">{_text(block.speaker)}<span>{_text(margin)}</span></div>'
    yield f"<div><p>{_text(block.text)}</p>"
    if block.codes:
        yield f'<p class="codes">{_text(" · ".join(block.codes))}</p>'
    yield "</div></div>"


def _prose(block: Prose) -> str:
    words = "".join(_run(run) for run in block.runs)
    match block.kind:
        case "heading":
            return f"<p><strong>{words}</strong></p>"
        case "quote":
            return f"<blockquote><p>{words}</p></blockquote>"
        case "code":
            return f"<pre>{_text(block.text)}</pre>"
        case "bullet" | "number":
            mark = "•" if block.kind == "bullet" else f"{block.number}."
            indent = f"margin-left:{1.2 * block.depth:g}rem"
            return f'<p style="{indent};text-indent:-1.2rem">{mark}\u2002{words}</p>'
    return f"<p>{words}</p>"


def _run(run: Run) -> str:
    words = _text(run.text).replace("\n", "<br>")
    for on, tag in ((run.emphasis, "em"), (run.strong, "strong")):
        words = f"<{tag}>{words}</{tag}>" if on else words
    return words


def _table(block: Grid) -> Iterator[str]:
    yield '<div class="scroll"><table>'
    yield f'<caption class="small" hidden>{_text(block.name)}</caption>'
    yield "<thead>"
    for line in block.header:
        yield f"<tr>{''.join(_head_cell(cell) for cell in line)}</tr>"
    yield "</thead>"
    yield "<tbody>"
    for line in block.rows:
        yield f"<tr>{_row_head(line[0])}{''.join(_body_cell(cell) for cell in line[1:])}</tr>"
    yield "</tbody>"
    yield "</table></div>"


def _head_cell(cell: GridCell) -> str:
    span = f' colspan="{cell.span}" scope="colgroup"' if cell.span > 1 else ' scope="col"'
    return f"<th{span}{_classes(cell)}>{_text(cell.text)}</th>"


def _row_head(cell: GridCell) -> str:
    indent = f' style="padding-left:{0.55 + 1.2 * cell.level:g}rem"' if cell.level else ""
    return f'<th scope="row"{_classes(cell)}{indent}>{_text(cell.text)}</th>'


def _body_cell(cell: GridCell) -> str:
    fill = f' style="background:{_text(cell.fill)}"' if cell.fill else ""
    return f"<td{_classes(cell)}{fill}>{_text(cell.text)}</td>"


def _classes(cell: GridCell) -> str:
    names = [name for name in ("strong", "muted") if getattr(cell, name)]
    return f' class="{" ".join(names)}"' if names else ""


def _text(text: str) -> str:
    return escape(printable(text))
