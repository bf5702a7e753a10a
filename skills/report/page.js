"use strict";
// Draws the charts of the page from the data in it, and redraws them for another colour scheme.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const hidden = new Set();
  const dashes = ["solid", "dot", "dash", "dashdot"];
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const runColour = (number) => colour(`--run-${number % 12}`);
  // Plotly reads some HTML in labels; text from outside must not be read as any.
  const text = (value) => String(value).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  function axis(more) {
    return {
      gridcolor: colour("--line"), linecolor: colour("--line"), zerolinecolor: colour("--line"), tickcolor: colour("--line"),
      automargin: true, ...more,
    };
  }

  function layout(more) {
    return {
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false, hovermode: "closest",
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour("--quiet") },
      hoverlabel: { bgcolor: colour("--card"), bordercolor: colour("--line"), font: { color: colour("--text") } },
      margin: { l: 52, r: 14, t: 8, b: 40 }, dragmode: "zoom", ...more,
    };
  }

  function curves(chart) {
    // the best is drawn last, above the others
    const traces = [...chart.series].sort((one, other) => other.run - one.run).map((series) => ({
      type: "scatter", mode: series.x.length > 1 ? "lines" : "markers", x: series.x, y: series.y, connectgaps: false,
      visible: !hidden.has(series.run), meta: series.run,
      line: { color: runColour(series.run), width: series.run === 0 ? 2.6 : 1.5, dash: dashes[series.stroke % 4] },
      marker: { color: runColour(series.run), size: 6 },
      hovertemplate: `${text(data.runs[series.run])}${series.split ? ` · ${text(series.split)}` : ""}<br>` +
        `${text(chart.x)} %{x}: <b>%{y:.5~g}</b><extra></extra>`,
    }));
    return [traces, layout({ xaxis: axis({ title: { text: text(chart.x), standoff: 8 }, zeroline: false }), yaxis: axis({ zeroline: false }) })];
  }

  function values(chart) {
    const marks = [...chart.marks].reverse();
    const traces = marks.map((mark, place) => ({
      type: "scatter", mode: "markers", x: [mark.value], y: [place], visible: !hidden.has(mark.run), meta: mark.run,
      marker: { color: runColour(mark.run), size: mark.run === 0 ? 12 : 9 },
      hovertemplate: `${text(data.runs[mark.run])}: <b>%{x:.5~g}</b><extra></extra>`,
    }));
    const shapes = chart.band ? [{
      type: "rect", xref: "x", yref: "paper", x0: chart.band[0], x1: chart.band[1], y0: 0, y1: 1, line: { width: 0 },
      fillcolor: colour("--tint"), layer: "below",
    }] : [];
    const names = marks.map((mark) => text(data.runs[mark.run].length > 24 ? `${data.runs[mark.run].slice(0, 23)}…` : data.runs[mark.run]));
    return [traces, layout({
      shapes, xaxis: axis({ zeroline: false }),
      yaxis: axis({ tickvals: marks.map((_, place) => place), ticktext: names, range: [-0.6, marks.length - 0.4], zeroline: false, fixedrange: true }),
    })];
  }

  function parallel(chart) {
    const last = chart.axes.length - 1;
    const traces = [...chart.lines].reverse().map((line) => ({
      type: "scatter", mode: "lines+markers", x: line.y.map((_, place) => place), y: line.y, visible: !hidden.has(line.run),
      meta: line.run, connectgaps: true, marker: { size: 6, color: runColour(line.run) },
      line: { color: runColour(line.run), width: line.run === 0 ? 2.6 : 1.5 },
      hovertemplate: `${text(data.runs[line.run])}<extra></extra>`,
    }));
    const shapes = chart.axes.map((_, place) => ({
      type: "line", x0: place, x1: place, y0: 0, y1: 1, line: { color: colour("--line"), width: 1.5 }, layer: "below",
    }));
    const annotations = chart.axes.flatMap((each, place) => [
      ...each.ticks.map(([height, label]) => ({
        x: place, y: height, text: text(label), showarrow: false, xanchor: place === last ? "right" : "left",
        xshift: place === last ? -8 : 8, bgcolor: colour("--card"), borderpad: 1, font: { size: 11 },
      })),
    ]);
    return [traces, layout({
      shapes, annotations, margin: { l: 30, r: 30, t: 12, b: 30 },
      xaxis: axis({ tickvals: chart.axes.map((_, place) => place), ticktext: chart.axes.map((each) => text(each.title)), range: [-0.12, last + 0.12], showgrid: false, zeroline: false, fixedrange: true }),
      yaxis: axis({ visible: false, range: [-0.08, 1.08], fixedrange: true }),
    })];
  }

  const kinds = { curves, values, parallel };
  const config = { responsive: true, displaylogo: false, displayModeBar: "hover", modeBarButtonsToRemove: ["select2d", "lasso2d", "sendChartToCloud"] };

  function draw() {
    return Promise.all(data.charts.map((chart, number) => {
      const [traces, look] = kinds[chart.kind](chart);
      return Plotly.react(document.getElementById(`chart-${number}`), traces, look, config);
    }));
  }

  for (const button of document.querySelectorAll(".runs button")) {
    button.addEventListener("click", () => {
      const run = Number(button.dataset.run);
      const shown = hidden.has(run);
      hidden[shown ? "delete" : "add"](run);
      button.setAttribute("aria-pressed", String(shown));
      draw();
    });
  }
  dark.addEventListener("change", draw);
  draw().then(() => { document.documentElement.dataset.drawn = String(data.charts.length); });
})();
