// [data-chart] draws the table beside it with ECharts. The table is the truth; without npm this file is not loaded.
const figures = document.querySelectorAll("[data-chart]");
const token = (name) => {
  const probe = Object.assign(document.createElement("i"), { hidden: true });
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const [r, g, b] = paint(getComputedStyle(probe).color);
  probe.remove();
  return `rgb(${r},${g},${b})`;
};
const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
const paint = (colour) => {
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data;
};

function read(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  const number = (cell) => (cell.dataset.value ?? cell.textContent.match(/-?[\d.]+/)?.[0] ?? null);
  return {
    names: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads.map((head, index) => ({ head, name: head.textContent.trim(), data: rows.map((row) => number(row.cells[index + 1])) })).filter(({ head }) => !("skip" in head.dataset)),
  };
}

function draw(figure) {
  const { names, series } = read(figure.querySelector("table"));
  const kind = figure.dataset.chart;
  const text = token("--ink-soft");
  const axis = { axisLabel: { color: text }, axisLine: { lineStyle: { color: token("--line-strong") } }, splitLine: { lineStyle: { color: token("--line") } } };
  const category = { type: "category", data: names, ...axis };
  const value = { type: "value", ...axis };
  const across = kind === "across";
  figure.chart.setOption({
    color: ["--accent", "--wait", "--info", "--good", "--bad"].map(token),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    animation: false, aria: { enabled: true, decal: { show: series.length > 1 } },
    tooltip: { trigger: "axis", renderMode: "richText" }, legend: { top: 0, textStyle: { color: text } },
    grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
    xAxis: across ? value : category, yAxis: across ? { ...category, inverse: true } : value,
    series: series.map(({ name, data }) => ({ name, data, type: kind === "line" ? "line" : "bar", barMaxWidth: 28, symbolSize: 7, connectNulls: false })),
  }, true);
}

function start() {
  figures.forEach((figure) => {
    const place = figure.querySelector(".chart__canvas");
    place.hidden = false;
    figure.chart = window.echarts.init(place);
    draw(figure);
    figure.querySelector("details")?.removeAttribute("open");
    new ResizeObserver(() => figure.chart.resize()).observe(place);
  });
  const redraw = () => figures.forEach(draw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

if (figures.length) {
  const script = Object.assign(document.createElement("script"), { src: document.getElementById("chart-module").dataset.library });
  script.addEventListener("load", start);
  document.head.append(script);
}
