"""Cells as HTML, plainly."""

import html
from typing import Any


def show_cell(cell: Any) -> str:
    source = html.escape("".join(cell["source"]))
    if cell["cell_type"] != "code":
        return f'<div class="prose"><pre>{source}</pre></div>'
    found = [f'<pre class="code">{source}</pre>']
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            found.append(f'<pre class="out">{html.escape(output["text"])}</pre>')
        elif output["output_type"] == "error":
            found.append(f'<pre class="out error">{html.escape(output["ename"] + ": " + output["evalue"])}</pre>')
        elif "image/png" in output["data"]:
            found.append(f'<img alt="" src="data:image/png;base64,{html.escape(output["data"]["image/png"])}">')
        else:
            found.append(f'<pre class="out">{html.escape(output["data"].get("text/plain", ""))}</pre>')
    return "".join(found)
