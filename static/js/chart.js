// [data-chart] draws the table beside it with ECharts. The table is the truth; without npm this file is not loaded.
const figures = document.querySelectorAll("[data-chart]");
const ink = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });

// A token as rgb(): the canvas of ECharts knows neither oklch() nor light-dark().
function token(name) {
  const probe = Object.assign(document.createElement("i"), { hidden: true });
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  ink.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  ink.fillRect(0, 0, 1, 1);
  return `rgb(${ink.getImageData(0, 0, 1, 1).data.slice(0, 3).join()})`;
}

function read(table) {
  const rows = [...table.tBodies[0].rows];
  const number = (cell) => cell?.dataset.value ?? cell?.textContent.replaceAll(",", "").match(/-?[\d.]+/)?.[0] ?? null;
  const heads = [...table.tHead.rows[0].cells].map((head, column) => ({ head, column })).slice(1);
  const shown = heads.filter(({ head }) => !("skip" in head.dataset));
  const series = shown.map(({ head, column }) => ({ name: head.textContent.trim(), data: rows.map((row) => number(row.cells[column])) }));
  return { names: rows.map((row) => row.cells[0].textContent.trim()), series };
}

function draw(figure) {
  const { names, series } = read(figure.querySelector("table"));
  const [type, across] = [figure.dataset.chart === "line" ? "line" : "bar", figure.dataset.chart === "across"];
  const [text, line, edge] = ["--ink-soft", "--line", "--line-strong"].map(token);
  const axis = { axisLabel: { color: text }, axisLine: { lineStyle: { color: edge } }, splitLine: { lineStyle: { color: line } } };
  const [category, value] = [{ type: "category", data: names, inverse: across, ...axis }, { type: "value", ...axis }];
  figure.chart.setOption({
    color: ["--accent", "--wait", "--info", "--good", "--bad"].map(token),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    animation: false,
    aria: { enabled: true, decal: { show: type === "bar" && series.length > 1 } },
    tooltip: { trigger: "axis", renderMode: "richText" },
    legend: { top: 0, textStyle: { color: text } },
    grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
    xAxis: across ? value : category,
    yAxis: across ? category : value,
    series: series.map((one) => ({ ...one, type, barMaxWidth: 28, symbolSize: 7 })),
  });
}

function start() {
  for (const figure of figures) {
    const place = figure.querySelector(".chart__canvas");
    place.hidden = false;
    figure.chart = window.echarts.init(place);
    draw(figure);
    figure.querySelector("details").open = false;
    new ResizeObserver(() => figure.chart.resize()).observe(place);
  }
  const redraw = () => figures.forEach(draw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

if (figures.length) import(document.getElementById("chart-module").dataset.library).then(start);
