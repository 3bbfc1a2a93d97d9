// Makes the page's two tables out of its data: filtered, sorted, and a page of rows at a time, so that a hundred thousand
// rows cost no more than the fifty that are seen. Texts are only ever set as text.
"use strict";
(() => {
  const PAGE = 50;
  const PRINTED = 500;
  const data = JSON.parse(document.getElementById("data").textContent);
  const texts = data.texts;
  const numbers = new Intl.NumberFormat(data.lang);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child !== ""));
    return made;
  };
  // What stands in backticks is code, as everywhere in the page.
  const rich = (text) => text.split("`").map((piece, place) => (place % 2 ? element("code", {}, piece) : piece));

  const several = data.sources.length > 1;
  const place = (row) => [numbers.format(row.line), several ? element("small", {}, data.sources[row.source].title) : ""];
  const tag = (kind, number, words) => [element("span", { className: `tag ${kind}${number}` }, words[number])];
  const disposition = {
    key: "list", of: (row) => row.list, show: (row) => tag("d", row.list, data.dispositions),
    name: (value) => data.dispositions[value],
  };
  const row = { key: "row", of: (one) => one.order, show: place };
  const company = { key: "company", of: (one) => one.company };
  const file = { key: "file", of: (one) => one.source, name: (value) => data.sources[value].title };

  const kinds = {
    findings: {
      rows: () => {
        const rows = [];
        data.rows.forEach(([source, line, name, list, found], order) => {
          for (const [field, rule, severity, value, message, suggestion = ""] of found) {
            const column = field < 0 ? "" : data.sources[source].columns[field] || data.fields[field];
            rows.push({
              order, source, line, company: name, list, rule, severity, value, suggestion, column,
              message: typeof message === "number" ? data.rules[rule][2 + message] : message,
            });
          }
        });
        return rows;
      },
      columns: [
        { key: "severity", of: (one) => one.severity, show: (one) => tag("s", one.severity, data.severities), down: true },
        row,
        company,
        { key: "column", of: (one) => one.column },
        { key: "value", of: (one) => one.value },
        { key: "message", of: (one) => one.message,
          show: (one) => [...rich(one.message), element("small", {}, data.rules[one.rule][0])] },
        { key: "suggestion", of: (one) => one.suggestion },
      ],
      filters: [
        { key: "severity", of: (one) => one.severity, name: (value) => data.severities[value], down: true },
        { key: "rule", of: (one) => one.rule, name: (value) => data.rules[value][1] },
        disposition,
        file,
      ],
      sorted: "severity",
    },
    matches: {
      rows: () => data.matches.map(([source, line, name, list, id, customer, other, score, reason], order) => ({
        order, source, line, company: name, list, score: Number(score), reason,
        match: [customer, id, other && `${texts.row} ${other}`].filter(Boolean).join("\n"),
      })),
      columns: [
        { ...disposition },
        row,
        company,
        { key: "match", of: (one) => one.match,
          show: (one) => one.match.split("\n").map((part, place) => (place ? element("small", {}, part) : part)) },
        { key: "reason", of: (one) => one.reason },
        { key: "score", of: (one) => one.score, down: true },
      ],
      filters: [disposition, file],
      sorted: "row",
    },
  };

  const make = (home) => {
    const kind = kinds[home.dataset.table];
    const rows = kind.rows();
    const haystacks = new Array(rows.length);
    const chosen = new Map();
    let words = [];
    let column = kind.columns.find((one) => one.key === kind.sorted);
    let down = Boolean(column.down);
    let shown = rows;
    let page = 0;
    let length = PAGE;

    const haystack = (at) => {
      haystacks[at] ??= kind.columns.map((one) => (one.show && typeof one.of(rows[at]) === "number" ? "" : one.of(rows[at])))
        .concat(rows[at].line, rows[at].rule === undefined ? "" : data.rules[rows[at].rule].slice(0, 2))
        .join("\n").toLocaleLowerCase(data.lang);
      return haystacks[at];
    };
    const fits = (one, at) => {
      for (const [filter, value] of chosen) if (filter.of(one) !== value) return false;
      for (const word of words) if (!haystack(at).includes(word)) return false;
      return true;
    };
    // Each distinct text is compared once by the language's rules; rows are then sorted by numbers.
    const ranks = () => {
      if (rows.length === 0 || typeof column.of(rows[0]) === "number") return (one) => column.of(one);
      const collator = new Intl.Collator(data.lang, { numeric: true });
      const distinct = [...new Set(rows.map(column.of))].sort(collator.compare);
      const rank = new Map(distinct.map((text, at) => [text, text === "" ? Infinity : at]));
      return (one) => rank.get(column.of(one));
    };
    let places;
    const sort = () => {
      const rank = ranks();
      const sign = down ? -1 : 1;
      const keys = rows.map(rank);
      places = [...rows.keys()].sort((one, other) => {
        const [left, right] = [keys[one], keys[other]];
        // What is empty stands last either way; what is the same keeps the order of the list.
        if (left === right) return one - other;
        if (left === Infinity || right === Infinity) return left - right;
        return sign * (left - right);
      });
    };
    const filter = () => {
      shown = places.filter((at) => fits(rows[at], at)).map((at) => rows[at]);
      page = 0;
      draw();
    };

    const caption = element("caption", {});
    caption.setAttribute("aria-live", "polite");
    const body = element("tbody", {});
    const heads = kind.columns.map((one) => {
      const button = element("button", { type: "button", onclick: () => {
        down = column === one ? !down : Boolean(one.down);
        column = one;
        sort();
        filter();
      } }, texts[one.key]);
      const head = element("th", { scope: "col", className: `c-${one.key}` }, button);
      head.setAttribute("role", "columnheader");
      return head;
    });
    const previous = element("button", { type: "button", onclick: () => turn(-1) }, texts.previous);
    const next = element("button", { type: "button", onclick: () => turn(1) }, texts.next);
    const number = element("span", {});
    const turn = (step) => {
      page += step;
      draw();
      home.scrollIntoView({ block: "start" });
    };

    const cell = (one, row) => {
      const text = one.of(row);
      const content = element("div", {}, ...(one.show ? one.show(row) : [String(text)]));
      const made = element("td", { className: `c-${one.key}` }, content);
      if (text === "") made.classList.add("blank");
      made.dataset.label = texts[one.key];
      made.setAttribute("role", "cell");
      return made;
    };
    const draw = () => {
      const pages = Math.max(1, Math.ceil(shown.length / length));
      const first = page * length;
      const seen = shown.slice(first, first + length);
      body.replaceChildren(...seen.map((row) => {
        const made = element("tr", {}, ...kind.columns.map((one) => cell(one, row)));
        made.setAttribute("role", "row");
        return made;
      }));
      if (seen.length === 0) {
        const empty = element("td", { className: "empty", colSpan: kind.columns.length }, texts.none);
        body.append(element("tr", {}, empty));
      }
      kind.columns.forEach((one, at) => {
        if (one === column) heads[at].setAttribute("aria-sort", down ? "descending" : "ascending");
        else heads[at].removeAttribute("aria-sort");
      });
      const count = numbers.format(shown.length);
      caption.textContent = seen.length === 0 ? texts.none : fill(texts.shown, {
        from: numbers.format(first + 1), to: numbers.format(first + seen.length), count,
      });
      number.textContent = fill(texts.page, { page: numbers.format(page + 1), pages: numbers.format(pages) });
      previous.disabled = page === 0;
      next.disabled = page + 1 >= pages;
    };

    let waiting;
    const search = element("input", { type: "search", autocomplete: "off", spellcheck: false, oninput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        words = search.value.toLocaleLowerCase(data.lang).split(/\s+/).filter(Boolean);
        filter();
      }, 120);
    } });
    const pickers = [];
    for (const one of kind.filters) {
      const counts = new Map();
      for (const row of rows) counts.set(one.of(row), (counts.get(one.of(row)) ?? 0) + 1);
      if (counts.size < 2 && one.key !== "rule") continue;
      const values = [...counts.keys()].sort((left, right) =>
        one.key === "rule" ? counts.get(right) - counts.get(left) : one.down ? right - left : left - right);
      const select = element("select", { onchange: () => {
        if (select.value === "") chosen.delete(one);
        else chosen.set(one, Number(select.value));
        filter();
      } }, element("option", { value: "" }, texts.all), ...values.map((value) =>
        element("option", { value }, `${one.name(value)} (${numbers.format(counts.get(value))})`)));
      pickers.push({ key: one.key, select });
    }
    const clear = () => {
      search.value = "";
      words = [];
      chosen.clear();
      for (const { select } of pickers) select.value = "";
      filter();
    };

    const table = element("table", {}, caption, element("thead", {}, element("tr", {}, ...heads)), body);
    table.setAttribute("role", "table");
    home.append(
      element("div", { className: "tools" },
        element("label", {}, texts.search, search),
        ...pickers.map(({ key, select }) => element("label", {}, texts[key], select)),
        element("button", { type: "button", onclick: clear }, texts.clear)),
      element("div", { className: "list" }, table),
      element("div", { className: "pages" }, number, previous, next),
    );
    sort();
    filter();

    addEventListener("beforeprint", () => { length = PRINTED; page = 0; draw(); });
    addEventListener("afterprint", () => { length = PAGE; draw(); });
    return { pick: (key, value) => {
      clear();
      const picker = pickers.find((one) => one.key === key);
      if (!picker) return;
      picker.select.value = String(value);
      picker.select.dispatchEvent(new Event("change"));
    } };
  };

  const made = {};
  for (const home of document.querySelectorAll("[data-table]")) made[home.dataset.table] = make(home);
  // A rule's name leads to its findings.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-rule]");
    if (link && made.findings) made.findings.pick("rule", link.dataset.rule);
  });
})();
