"use strict";
// Charts read out what is under the pointer or the arrow keys; tables sort; chapters open and close together.
for (const drawing of document.querySelectorAll("[data-chart]")) {
  const { steps, rows } = JSON.parse(drawing.dataset.chart);
  const figure = drawing.closest("figure");
  const output = figure.querySelector("output");
  const keys = [...figure.querySelectorAll(".key")];
  const svg = drawing.querySelector("svg");
  const cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
  cursor.setAttribute("class", "cursor off");
  cursor.setAttribute("y1", "0");
  cursor.setAttribute("y2", "168");
  svg.append(cursor);
  let at = -1;
  const read = (index) => {
    at = Math.max(0, Math.min(rows.length - 1, index));
    const [share, time, ...values] = rows[at];
    for (const side of ["x1", "x2"]) cursor.setAttribute(side, share * 100 + "%");
    cursor.setAttribute("class", "cursor");
    const told = values.map((value, line) => (keys[line].getAttribute("aria-pressed") === "true" ? value : ""));
    output.textContent = [time, ...told.filter(Boolean)].join("   ");
  };
  const near = (share) => {
    let best = 0;
    for (let index = 0; index < rows.length; index++) {
      if (steps ? rows[index][0] <= share : Math.abs(rows[index][0] - share) < Math.abs(rows[best][0] - share)) best = index;
    }
    return best;
  };
  const leave = () => {
    cursor.setAttribute("class", "cursor off");
    output.textContent = "";
  };
  if (rows.length) {
    drawing.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      read(near((event.clientX - box.left) / box.width));
    });
    drawing.addEventListener("pointerleave", leave);
    drawing.addEventListener("blur", leave);
    drawing.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      read(at + step);
    });
  }
  for (const key of keys) {
    key.addEventListener("click", () => {
      const on = key.getAttribute("aria-pressed") !== "true";
      key.setAttribute("aria-pressed", String(on));
      svg.querySelectorAll(".line")[Number(key.dataset.line)].classList.toggle("off", !on);
    });
  }
}
const order = (cell) => (cell.dataset.order === undefined ? cell.textContent : Number(cell.dataset.order));
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.querySelectorAll("thead th")];
  heads.forEach((head, column) => {
    head.tabIndex = 0;
    const sort = () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sorted = [...table.tBodies[0].rows].sort((one, other) => {
        const a = order(one.cells[column]);
        const b = order(other.cells[column]);
        const difference = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
        return down ? -difference : difference;
      });
      table.tBodies[0].append(...sorted);
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        sort();
      }
    });
  });
}
for (const button of document.querySelectorAll("[data-all]")) {
  button.addEventListener("click", () => {
    for (const chapter of document.querySelectorAll("details.chapter")) chapter.open = button.dataset.all === "open";
  });
}
const target = () => {
  const chapter = document.getElementById(location.hash.slice(1))?.closest("details");
  if (!chapter) return;
  chapter.open = true;
  chapter.scrollIntoView({ behavior: "instant" });
};
addEventListener("hashchange", target);
target();
addEventListener("beforeprint", () => {
  for (const chapter of document.querySelectorAll("details.chapter")) chapter.open = true;
});
