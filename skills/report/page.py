"""Put a report's page together: one file that opens offline and runs no script but its own."""

import base64
import hashlib
import json
from pathlib import Path

from plotly.offline import get_plotlyjs
from pydantic import JsonValue

from skills.compare.plain_text import plain
from skills.compare.story import tell
from skills.report.charts import curve_charts, curve_data, value_chart, value_data
from skills.report.markup import Safe, joined, tag
from skills.report.material import Material
from skills.report.origins import data_section, digests_section, environment_section, reproduce_section
from skills.report.parallel import parallel_axes, parallel_data
from skills.report.sections import chart_section, differences_section, run_name, runs_section, summary

MOST_CHARTS = 12
_HERE = Path(__file__).parent


def page(material: Material) -> str:
    """Return the whole document."""
    comparison = material.comparison
    places = {candidate.run: number for number, candidate in enumerate(material.drawn)}
    charts, omitted = charts_of(material, places)
    data: JsonValue = {"runs": [run_name(candidate) for candidate in material.drawn], "charts": charts}
    title = f"{plain(material.project)}: {len(comparison.candidates)} run{'s' * (len(comparison.candidates) > 1)}"
    body = tag(
        "main",
        _header(material, title),
        summary(tell(comparison)),
        chart_section(charts, material.drawn, _left_out(material, omitted)),
        runs_section(comparison, places),
        differences_section(comparison),
        environment_section(material),
        data_section(material),
        reproduce_section(material),
        digests_section(material),
        tag("footer", f"Written by MLClaw on {material.written_at:%Y-%m-%d %H:%M} UTC. Times are UTC."),
    )
    scripts = [get_plotlyjs(), (_HERE / "page.js").read_text("utf-8")] if charts else []
    payload = tag("script", Safe(json_for_script(data)), type="application/json", id="data")
    closing = joined(payload, *(tag("script", Safe(script)) for script in scripts))
    return f"<!DOCTYPE html>\n{tag('html', _head(title, scripts), tag('body', body, closing), lang='en')}\n"


def charts_of(material: Material, places: dict[str, int]) -> tuple[list[JsonValue], int]:
    """Return the charts as the page's script reads them, and how many more metrics there are than are drawn."""
    curves = curve_charts(material)
    charts = [curve_data(chart, places) for chart in curves[:MOST_CHARTS]]
    values = value_chart(material.comparison)
    charts += [value_data(values, places)] if values else []
    axes = parallel_axes(material.comparison)
    charts += [parallel_data(axes, places)] if axes else []
    return charts, max(0, len(curves) - MOST_CHARTS)


def json_for_script(data: JsonValue) -> str:
    """Return JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _left_out(material: Material, metrics: int) -> str:
    runs = len(material.comparison.candidates) - len(material.drawn)
    parts = [f"{runs} more runs" if runs else "", f"{metrics} more metrics" if metrics else ""]
    return f"Not drawn: {' and '.join(part for part in parts if part)}." if any(parts) else ""


def _head(title: str, scripts: list[str]) -> Safe:
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts) or "'none'"
    # the charting script sets styles by itself; nothing else may be loaded, sent or run
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return tag(
        "head",
        Safe('<meta charset="utf-8">'),
        Safe(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        Safe('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Safe('<meta name="referrer" content="no-referrer">'),
        tag("title", title),
        tag("style", Safe((_HERE / "page.css").read_text("utf-8"))),
    )


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _header(material: Material, title: str) -> Safe:
    started = [one.record.started_at for one in material.comparison.candidates if one.record.started_at]
    days = sorted({f"{moment:%Y-%m-%d}" for moment in started})
    between = (
        f"Started {'between' if len(days) > 1 else 'on'} {' and '.join([days[0], *days[1:][-1:]])}" if days else ""
    )
    return tag("header", tag("p", "Report on training runs"), tag("h1", title), tag("p", between))
