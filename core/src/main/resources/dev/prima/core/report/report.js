
"use strict";
const PAGE = 200;
const collator = new Intl.Collator(undefined, { numeric: true });
const element = (tag, properties) => Object.assign(document.createElement(tag), properties);
const tables = [];
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const name = table.parentNode.getAttribute("aria-label");
  const unsorted = [...body.rows];
  let rows = unsorted;
  const texts = new Map();
  let found = rows;
  let page = 0;
  const buttons = new Map();
  const show = () => body.replaceChildren(...found.slice(page * PAGE, (page + 1) * PAGE));
  // A heading is repeated on each sheet of paper, but a button in it is left out there.
  const toPaper = () => {
    body.replaceChildren(...found);
    for (const [head, button] of buttons) head.replaceChildren(button.textContent);
  };
  const toScreen = () => {
    for (const [head, button] of buttons) head.replaceChildren(button);
    show();
  };
  const pager = element("p", { className: "pager", hidden: true });
  const where = element("span");
  where.setAttribute("role", "status");
  const turn = (text, by) => {
    const button = element("button", { type: "button", textContent: text });
    button.addEventListener("click", () => { page += by; refresh(); });
    return button;
  };
  const back = turn("Previous", -1);
  const on = turn("Next", 1);
  pager.append(back, where, on);
  const refresh = () => {
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    page = Math.min(page, last);
    show();
    pager.hidden = last === 0;
    back.disabled = page === 0;
    on.disabled = page === last;
    where.textContent = `Rows ${(page * PAGE + 1).toLocaleString("en")} to ${Math.min(found.length, (page + 1) * PAGE).toLocaleString("en")} of ${found.length.toLocaleString("en")}`;
  };
  if (rows.length > PAGE) {
    table.parentNode.after(pager);
    refresh();
  }
  tables.push({ toPaper, toScreen });
  // Reading the page is what costs: each column is read and put in order once, and then only turned round.
  const orders = [];
  const orderOf = (i, numbers) => {
    if (orders[i]) return orders[i];
    const value = (row) => row.cells[i].dataset.v ?? row.cells[i].textContent.trim();
    const keyed = unsorted.map((row) => ({ row, key: numbers ? Number(value(row)) : value(row) }));
    keyed.sort(numbers ? (a, b) => a.key - b.key : (a, b) => collator.compare(a.key, b.key));
    return (orders[i] = keyed.map((each) => each.row));
  };
  [...table.tHead.rows[0].cells].forEach((head, i) => {
    if (head.classList.contains("u") || rows.length < 2) return;
    const button = element("button", { type: "button", textContent: head.textContent });
    head.replaceChildren(button);
    buttons.set(head, button);
    const numbers = head.classList.contains("n");
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "descending" : !numbers;
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const kept = found === rows ? null : new Set(found);
      rows = up ? orderOf(i, numbers) : [...orderOf(i, numbers)].reverse();
      found = kept ? rows.filter((row) => kept.has(row)) : rows;
      page = 0;
      refresh();
    });
  });
  if (!("search" in table.dataset)) continue;
  const label = element("label", { className: "search" });
  const input = element("input", { type: "search", placeholder: "Search this table" });
  const count = element("span");
  input.setAttribute("aria-label", "Search " + name);
  count.setAttribute("role", "status");
  label.append(input, count);
  table.parentNode.before(label);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    if (texts.size === 0) for (const row of rows) texts.set(row, row.textContent.toLowerCase());
    found = wanted ? rows.filter((row) => texts.get(row).includes(wanted)) : rows;
    page = 0;
    refresh();
    count.textContent = wanted ? found.length.toLocaleString("en") + " of " + rows.length.toLocaleString("en") : "";
  });
}
for (const queries of document.querySelectorAll("[data-agent]")) {
  const codes = [...queries.querySelectorAll("code")].map((code) => [code, code.textContent]);
  const label = element("label", { className: "search" });
  const input = element("input", { type: "text", placeholder: "The agent's id", spellcheck: false, autocomplete: "off" });
  input.setAttribute("aria-label", "The agent's id, to be put into the queries");
  label.append(input);
  queries.prepend(label);
  input.addEventListener("input", () => {
    const id = input.value.trim().replaceAll("'", "''") || queries.dataset.agent;
    for (const [code, text] of codes) code.textContent = text.replace(queries.dataset.agent, () => id);
  });
}
const closed = [];
addEventListener("beforeprint", () => {
  for (const table of tables) table.toPaper();
  // Pages of DDL are for programs: on paper they are counted, unless the reader has unfolded them.
  closed.push(...document.querySelectorAll("details:not([open], .ddl)"));
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => {
  for (const table of tables) table.toScreen();
  for (const details of closed.splice(0)) details.open = false;
});
