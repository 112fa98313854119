"use strict";
// The page: reads its data, keeps what is looked at in the address, draws it. Whatever comes from
// data is put into the page as text, never as markup.
(async () => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const packed = await unpack(document.getElementById("numbers").textContent);
  const metrics = new Map(data.metrics.map((metric) => [metric.key, metric]));
  const currency = data.release.currency;

  const GRAINS = { week: "Week", month: "Month", quarter: "Quarter", year: "Year", all_time: "All time" };
  const DIMENSIONS = {
    channel: "Channel", campaign: "Campaign", segment: "Segment", program: "Program",
    target_account: "Target account", source_owner: "Sourced by", page: "Landing page",
    utm_source: "UTM source", utm_medium: "UTM medium", visitor_type: "Visitor type",
    network: "Network", platform: "Ad platform", ad: "Ad", ad_click: "After an ad click",
    content_offer: "Content offer", keyword: "Keyword", competitor: "Competitor", owner: "Owner",
    icp: "Ideal customer", lost_reason: "Lost reason", stage: "Stage", reason: "Reason",
    self_reported_source: "Self-reported source", deal_type: "Deal type", country: "Country",
    lead_source: "Lead source", job_level: "Job level",
  };
  // Enumerations of Leadmart itself read better in words; what a company named stays as it is.
  const OURS = new Set([
    "channel", "segment", "target_account", "source_owner", "visitor_type", "ad_click", "icp", "stage",
    "deal_type", "lead_source", "job_level",
  ]);
  for (const name of data.own_dimensions) {
    DIMENSIONS[name] = words(name);
    OURS.add(name);
  }
  const AREAS = {
    website: "Website", inbound: "Inbound, chatbot, content, search", leads: "Leads", paid: "Paid ads",
    meetings: "Meetings", opportunities: "Opportunities and pipeline", customers: "Customers and money",
    email: "E-mail", social: "Social",
  };
  const SECTIONS = {
    overview: {
      title: "Overview", question: "How are we doing?", draw: drawOverview,
    },
    performance: {
      title: "Channels & campaigns", question: "What did each cost, and what came of it?", draw: drawPerformance,
    },
    website: {
      title: "Website & content", question: "Does the website bring the right people further?",
      areas: ["website", "inbound"],
      charts: ["sessions", "visit_to_lead_rate", "content_conversion_rate", "bounce_rate"],
    },
    leads: {
      title: "Leads & cost", question: "What do we get for what we spend?",
      areas: ["leads", "paid", "meetings"],
      charts: ["leads", "cost_per_lead", "lead_to_mql_rate", "meetings_attended"],
    },
    pipeline: {
      title: "Pipeline & revenue", question: "Does it become business?",
      areas: ["opportunities", "customers"],
      charts: ["pipeline_created", "open_pipeline", "revenue", "close_rate", "pipeline_coverage", "mrr"],
      between: drawMovements, after: drawPipelineLists,
    },
    abm: {
      title: "ABM", question: "Are the accounts that we chose moving?", draw: drawAbm,
    },
    funnel: {
      title: "Funnel", question: "Where do we lose people, and how long does each step take?",
      draw: drawFunnel, after: drawCohorts,
    },
    channels: {
      title: "E-mail & social", question: "Do people react to what we send and post?",
      areas: ["email", "social"],
      charts: ["email_open_rate", "email_click_through_rate", "social_engagements", "social_conversion_rate"],
    },
    attribution: {
      title: "Attribution & scores", question: "What earned it, and whom should sales call first?",
      draw: drawAttribution,
    },
    quality: {
      title: "Data quality", question: "Can I trust these numbers?", draw: drawQuality,
    },
  };
  // Spend, what came of it and what it is worth; then what follows.
  const HEADLINES = [
    "revenue", "pipeline_created", "leads", "ad_spend", "cost_per_lead", "mqls", "open_pipeline",
    "close_rate", "customer_acquisition_cost", "win_rate", "conversion_rate", "mrr", "sessions",
  ];
  const CARDS = 8;
  const STATUS = {
    o: ["on", "✓", "On target"], e: ["near", "≈", "Near target"], f: ["off", "✕", "Off target"],
  };
  // Of a period that runs: what is not reached yet is nothing to be alarmed by.
  const PACE = {
    o: ["on", "✓", "At pace"], e: ["near", "≈", "Near pace"], f: ["near", "✕", "Off pace"],
  };
  // The guide's split: what moves first, and what follows from it.
  const LEADING = /(^| )M[1-5]( |$)/;
  const LAGGING = /(^| )M([6-9]|\+)( |$)/;
  // 97.5 % of a normal distribution lie below: the two sides of a 95 % interval.
  const NORMAL_QUANTILE = 1.959963984540054;

  const grains = Object.keys(GRAINS).filter((grain) => data.periods[grain]);
  const filters = Object.keys(DIMENSIONS).filter((key) => data.dimensions[key]?.is_filter);
  const narrow = matchMedia("(max-width: 44rem)");
  let state = {};
  let drawing = 0;

  // Elements -----------------------------------------------------------------------------------

  function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return node;
  }

  function svg(tag, attributes) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    return node;
  }

  const byId = (id) => document.getElementById(id);

  async function unpack(text) {
    const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  // Words and numbers --------------------------------------------------------------------------

  const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
  const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 2, minimumFractionDigits: 2 });
  const percent = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const MINUS = "−";

  function money(value) {
    const small = Math.abs(value) < 1000 && value !== 0;
    const digits = { minimumFractionDigits: small ? 2 : 0, maximumFractionDigits: small ? 2 : 0 };
    try {
      return new Intl.NumberFormat("en", { style: "currency", currency, ...digits }).format(value);
    } catch {
      return `${new Intl.NumberFormat("en", digits).format(value)} ${currency}`.trim();
    }
  }

  // So many per one or per thousand of something is no share.
  const isShare = (metric) => metric.unit === "ratio" && !metric.key.includes("_per_");

  function show(metric, value) {
    if (value === null || value === undefined) return "–";
    const text = {
      count: () => (Number.isInteger(value) ? count : decimal).format(value),
      currency: () => money(value),
      currency_per_day: () => `${money(value)} a day`,
      ratio: () => (isShare(metric) ? percent : fine).format(value),
      multiple: () => `${fine.format(value)}×`,
    }[metric.unit];
    const number = decimal.format(value);
    const unit = metric.unit === "rank" ? "" : ` ${number === "1" ? metric.unit.replace(/s$/, "") : metric.unit}`;
    const written = text ? text() : `${number}${unit}`;
    return /[1-9]/.test(written) ? written.replace("-", MINUS) : written.replace("-", "");
  }

  const plain = (value) =>
    value === null || value === undefined ? "–"
      : (Number.isInteger(value) ? count : Math.abs(value) < 10 ? fine : decimal).format(value).replace("-", MINUS);

  const share = (value) => (value === null || value === undefined ? "–" : percent.format(value));

  function words(text) {
    const spaced = String(text).replaceAll("_", " ").replace(/^(mql|sal|sql|sqo)(?= |$)/, (letters) => letters.toUpperCase());
    return spaced.charAt(0).toUpperCase() + spaced.slice(1);
  }

  function called(dimension, position) {
    if (dimension === "total") return "Whole company";
    return saidAs(dimension, data.dimensions[dimension].names[position]);
  }

  const saidAs = (dimension, name) => (OURS.has(dimension) || name === "unknown" ? words(name) : String(name));

  const day = (text) => new Date(`${text}T00:00:00Z`);
  const dated = (text, options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(day(text)).replace("Sept ", "Sep ").replace(/Sept$/, "Sep");
  const longDay = (text) => dated(text, { day: "numeric", month: "long", year: "numeric" });

  function periodName(grain, start, end) {
    const [month, year] = [{ month: "short" }, { year: "numeric" }];
    if (grain === "week") return `${dated(start, { day: "numeric", ...month })} – ${dated(end, { day: "numeric", ...month, ...year })}`;
    if (grain === "month") return dated(start, { month: "long", ...year });
    if (grain === "all_time") return [start, end].map((of) => dated(of, { day: "numeric", ...month, ...year })).join(" – ");
    if (grain === "year" && start.endsWith("-01-01")) return dated(start, year);
    const first = start.slice(0, 4) === end.slice(0, 4) ? month : { ...month, ...year };
    return `${dated(start, first)} – ${dated(end, { ...month, ...year })}`;
  }

  function shortPeriod(grain, start, end) {
    if (grain === "week") return dated(start, { day: "numeric", month: "short" });
    const month = `${dated(start, { month: "short" })} ’${start.slice(2, 4)}`;
    if (grain === "month") return month;
    if (grain === "quarter") return `${dated(start, { month: "short" })}–${dated(end, { month: "short" })} ’${end.slice(2, 4)}`;
    return start.endsWith("-01-01") ? start.slice(0, 4) : month;
  }

  const nameOf = (grain, index) => {
    const of = data.periods[grain];
    return of?.starts[index] ? periodName(grain, of.starts[index], of.ends[index]) : "";
  };

  // The numbers --------------------------------------------------------------------------------

  const read = new Map();

  // A metric's points by period: {n, d, v, target, status, before, year, low, high} or nothing; of a running
  // one also {pace, expected, expectedLow, expectedHigh}.
  function points(key, grain = state.grain, dimension = state.dimension, position = state.position) {
    const name = [key, grain, dimension, position].join("|");
    if (!read.has(name)) {
      const raw = packed.series[key]?.[grain]?.[dimension]?.find((one) => one[0] === position);
      read.set(name, raw ? unpacked(metrics.get(key), grain, data.periods[grain], raw) : []);
    }
    return read.get(name);
  }

  function unpacked(metric, grain, periods, [, first, n, d = 0, v = 0, t = 0, s = 0, p = 0, y = 0, r = 0]) {
    const found = [];
    n.forEach((numerator, i) => {
      const denominator = d ? d[i] : null;
      const value = v ? v[i]
        : numerator === null ? null
        : denominator === null ? numerator
        : denominator === 0 ? null : numerator / denominator;
      const point = { n: numerator, d: denominator, v: value, status: s ? s[i] : "-" };
      point.target = Array.isArray(t) ? t[i] : t || null;
      if (metric.is_proportion && denominator > 0) [point.low, point.high] = interval(numerator, denominator);
      found[first + i] = point;
    });
    found.forEach((point, index) => {
      const own = (other) => (other < 0 ? null : found[other]?.v ?? null);
      point.before = p && index in p ? p[index] : own(index - 1);
      point.year = y && index in y ? y[index] : own(periods.year_ago[index]);
    });
    // While more is to come of a period's rows than a verdict bears: how much has come, null where nobody knows.
    const open = data.open[metric.key]?.[grain] ?? {};
    found.forEach((point, index) => {
      if (index in open) point.open = open[index];
    });
    if (r) {
      const last = found.at(-1);
      [last.pace, last.expected, last.expectedLow, last.expectedHigh] = r;
    }
    return found;
  }

  // The 95 % Wilson interval of a share, as the scorecard's.
  function interval(part, whole) {
    const square = NORMAL_QUANTILE ** 2;
    const middle = (part + square / 2) / (whole + square);
    const reach = (NORMAL_QUANTILE / (whole + square)) * Math.sqrt(Math.max(0, (part * (whole - part)) / whole + square / 4));
    return [Math.max(0, middle - reach), Math.min(1, middle + reach)];
  }

  const at = (key) => points(key)[state.index];
  const has = (key) => metrics.has(key) && points(key).some((point) => point && point.v !== null);
  // All time is one period: there is no trend, and nothing to compare it with.
  const isOnePeriod = () => state.grain === "all_time";
  const isRunning = (grain = state.grain, index = state.index) => data.periods[grain]?.running[index];

  const isOpen = (point) => point?.open !== undefined;
  const hasCome = (point) => (point.open === null ? "more will come" : `${Math.floor(point.open * 100 + 1e-9)}% has come`);
  const saidOpen = (point) => `open: ${hasCome(point)}`;

  // How a value moved; what lies within its 95 % interval may be chance, and is neither better nor worse; nor is
  // what is open.
  function change(metric, point, before) {
    const now = point?.v;
    if (now === null || now === undefined || before === null || before === undefined) return null;
    const difference = now - before;
    let text;
    if (isShare(metric)) text = `${(Math.abs(difference) < 0.001 && difference ? fine : decimal).format(Math.abs(difference) * 100)} pp`;
    else if (before !== 0) text = `${decimal.format((Math.abs(difference) / Math.abs(before)) * 100)}%`;
    else text = show(metric, Math.abs(difference));
    // What rounds to nothing is no change.
    const direction = /[1-9]/.test(text) ? Math.sign(difference) : 0;
    const wanted = { up: 1, down: -1 }[metric.better] ?? 0;
    const isChance = point.low !== undefined && before >= point.low && before <= point.high;
    const tone = !direction || !wanted || isChance || isOpen(point) ? "same" : direction === wanted ? "better" : "worse";
    const sign = direction > 0 ? "▲" : direction < 0 ? "▼" : "=";
    return { text, tone, sign, direction, isChance: isChance && direction !== 0 };
  }

  // The state and the address ------------------------------------------------------------------

  function fromAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const next = {};
    next.section = Object.hasOwn(SECTIONS, asked.get("section") ?? "") ? asked.get("section") : "overview";
    next.grain = grains.includes(asked.get("grain")) ? asked.get("grain") : grains.includes("month") ? "month" : grains[0];
    next.dimension = filters.includes(asked.get("dimension")) ? asked.get("dimension") : "total";
    next.position = next.dimension === "total" ? 0 : data.dimensions[next.dimension].values.indexOf(asked.get("value"));
    if (next.position < 0) next.position = 0;
    next.metric = metrics.has(asked.get("metric")) ? asked.get("metric") : "";
    next.by = Object.hasOwn(packed.performance.dimensions, asked.get("by") ?? "") ? asked.get("by") : "";
    next.against = asked.get("against") ?? "";
    next.index = data.periods[next.grain]?.starts.indexOf(asked.get("period")) ?? -1;
    if (next.index < firstIndex(next)) next.index = lastWhole(next.grain);
    return next;
  }

  function toAddress(of) {
    const said = new URLSearchParams({ section: of.section, grain: of.grain ?? "" });
    if (data.periods[of.grain]) said.set("period", data.periods[of.grain].starts[of.index]);
    if (of.dimension !== "total") {
      said.set("dimension", of.dimension);
      said.set("value", data.dimensions[of.dimension].values[of.position]);
    }
    if (of.metric) said.set("metric", of.metric);
    if (of.by) said.set("by", of.by);
    if (of.against && of.section === "performance") said.set("against", of.against);
    return `#${said}`;
  }

  // A filter's value is in the page for fewer periods than the whole company.
  const firstIndex = (of) =>
    of.dimension === "total" || !data.periods[of.grain] ? 0
      : Math.max(0, data.periods[of.grain].starts.length - data.reach[of.grain][1]);

  function lastWhole(grain) {
    const running = data.periods[grain]?.running ?? [];
    const last = running.lastIndexOf(false);
    return last >= 0 ? last : running.length - 1;
  }

  function go(changes) {
    const next = { ...state, ...changes };
    if (changes.grain && changes.grain !== state.grain) next.index = lastWhole(next.grain);
    if (next.index < firstIndex(next)) next.index = lastWhole(next.grain);
    location.hash = toAddress(next);
  }

  // Filters ------------------------------------------------------------------------------------

  function options(select, entries, chosen) {
    select.replaceChildren(...entries.map(([value, text]) => el("option", { value }, text)));
    select.value = String(chosen);
  }

  function drawFilters() {
    for (const grain of grains) {
      const id = `grain-${grain}`;
      if (!byId(id)) {
        byId("grain").append(
          el("input", { type: "radio", name: "grain", id, value: grain, onchange: () => go({ grain }) }),
          el("label", { for: id }, GRAINS[grain]),
        );
      }
      byId(id).checked = grain === state.grain;
    }
    const of = data.periods[state.grain];
    const first = firstIndex(state);
    const last = of ? of.starts.length - 1 : -1;
    const entries = [];
    for (let i = last; i >= first; i -= 1) entries.push([i, nameOf(state.grain, i) + (of.running[i] ? " (running)" : "")]);
    options(byId("period"), entries, state.index);
    byId("earlier").disabled = state.index <= first;
    byId("later").disabled = state.index >= last;
    options(
      byId("dimension"),
      [["total", "Whole company"], ...filters.map((key) => [key, `One ${DIMENSIONS[key].toLowerCase()}`])],
      state.dimension,
    );
    const one = data.dimensions[state.dimension];
    byId("value-field").hidden = !one;
    if (one) {
      byId("value-label").textContent = DIMENSIONS[state.dimension];
      options(byId("value"), one.values.map((_, i) => [i, called(state.dimension, i)]), state.position);
    }
  }

  function listen() {
    byId("period").addEventListener("change", (event) => go({ index: Number(event.target.value) }));
    byId("earlier").addEventListener("click", () => go({ index: state.index - 1 }));
    byId("later").addEventListener("click", () => go({ index: state.index + 1 }));
    byId("dimension").addEventListener("change", (event) => go({ dimension: event.target.value, position: 0 }));
    byId("value").addEventListener("change", (event) => go({ position: Number(event.target.value) }));
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("skip").addEventListener("click", (event) => {
      event.preventDefault();
      byId("content").focus();
    });
    byId("copy").addEventListener("click", async (event) => {
      const button = event.currentTarget;
      try {
        await navigator.clipboard.writeText(location.href);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Copy it from the address bar";
      }
      setTimeout(() => (button.textContent = "Copy link"), 2500);
    });
    byId("detail").addEventListener("close", () => {
      document.body.classList.remove("open");
      hideTooltip();
      if (state.metric) go({ metric: "" });
    });
    byId("detail").addEventListener("click", (event) => {
      if (event.target === byId("detail")) byId("detail").close();
    });
    byId("print").addEventListener("click", async () => {
      drawOthers();
      const isUndrawn = () => byId("content").querySelector(".chart:not([data-drawn])");
      for (let i = 0; i < 200 && isUndrawn(); i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
      drawOthers();
      print();
    });
    window.addEventListener("beforeprint", drawOthers);
    window.addEventListener("afterprint", () => {
      for (const one of document.querySelectorAll(".also")) one.remove();
      for (const one of document.querySelectorAll(".undrawn")) one.classList.remove("undrawn");
    });
    window.addEventListener("hashchange", draw);
    // A sheet of paper is light and narrow: what was drawn for it stays.
    const redraw = () => {
      if (!matchMedia("print").matches && !document.querySelector(".also")) draw();
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    narrow.addEventListener("change", redraw);
  }

  // The page -----------------------------------------------------------------------------------

  function draw() {
    const before = state;
    state = fromAddress();
    const same = ["section", "grain", "index", "dimension", "position", "by", "against"].every((key) => before[key] === state[key]);
    if (!same || before.metric === state.metric) {
      drawing += 1;
      hideTooltip();
      drawFilters();
      drawNavigation();
      drawSection();
      if (before.section) byId("announcer").textContent = `${SECTIONS[state.section].title}: ${viewName()}`;
      if (before.section && before.section !== state.section) scrollTo(0, 0);
    }
    drawDetail(before);
  }

  function drawNavigation() {
    const nav = byId("sections");
    nav.replaceChildren(
      ...Object.entries(SECTIONS).map(([section, { title }]) =>
        el("a", {
          href: toAddress({ ...state, section, metric: "" }),
          "aria-current": section === state.section ? "page" : null,
        }, title)),
    );
    const current = nav.querySelector("[aria-current]");
    nav.scrollLeft = current.offsetLeft - nav.clientWidth / 2 + current.clientWidth / 2;
  }

  function viewName() {
    const view = state.dimension === "total" ? "whole company"
      : `${DIMENSIONS[state.dimension].toLowerCase()} ${called(state.dimension, state.position)}`;
    return [nameOf(state.grain, state.index), view].filter(Boolean).join(", ");
  }

  function drawSection() {
    const section = SECTIONS[state.section];
    const main = byId("content");
    const head = el("div", { class: "lead" }, el("h2", {}, section.question), el("p", { id: "view" }, viewName(), runningMark()));
    main.replaceChildren(head);
    if (!grains.length) {
      main.append(el("p", { class: "card empty" }, "This release holds no metric values yet."));
      if (state.section === "quality") drawQuality(main);
      return;
    }
    (section.draw ?? drawAreas)(main, section);
    section.after?.(main);
  }

  // On paper there is nothing to click: every section follows the one that is looked at. Charts that
  // are not drawn by then are printed as tables.
  function drawOthers() {
    const main = byId("content");
    if (!grains.length || byId("detail").open) return;
    if (!main.querySelector(".also")) {
      const shown = state;
      for (const [key, section] of Object.entries(SECTIONS)) {
        if (key === shown.section) continue;
        state = { ...shown, section: key };
        const place = el("div", { class: "also" }, el("div", { class: "lead" }, el("h2", {}, section.question), el("p", {}, viewName())));
        main.append(place);
        (section.draw ?? drawAreas)(place, section);
        section.after?.(place);
      }
      state = shown;
    }
    for (const chart of main.querySelectorAll(".chart")) {
      const box = chart.closest("figure");
      box.classList.toggle("undrawn", !chart.dataset.drawn);
      if (box.closest(".also")) box.querySelector("details").open = !chart.dataset.drawn;
    }
  }

  function runningMark() {
    return isRunning() ? el("span", { class: "running" }, ` · still running: data up to ${longDay(data.release.as_of)}, compared with as many days of the period before`) : null;
  }

  function block(title, note, ...children) {
    return el("section", { class: "block", "aria-label": title }, el("h3", {}, title), note ? el("p", { class: "note" }, note) : null, ...children);
  }

  function drawAreas(main, section) {
    const charts = isOnePeriod() ? [] : section.charts.filter(has).slice(0, 4);
    if (charts.length) main.append(el("div", { class: "charts" }, charts.map((key) => trend(key))));
    section.between?.(main);
    const known = new Set(Object.values(SECTIONS).flatMap((one) => one.areas ?? []));
    const areas = [...section.areas];
    if (section === SECTIONS.pipeline) areas.push(...new Set(data.metrics.map((metric) => metric.area).filter((area) => !known.has(area))));
    const shown = areas.flatMap((area) => data.metrics.filter((metric) => metric.area === area));
    main.append(block("Every number", "A number opens its trend, its parts and its formula; a change opens what moved it.", metricTable(shown)));
  }

  // The scorecard ------------------------------------------------------------------------------

  const statuses = () => (isRunning() ? PACE : STATUS);

  // What is told of a count's future is a whole number.
  const about = (metric, value) => show(metric, metric.unit === "count" ? Math.round(value) : value);

  // What a value is held against: of a running period, what of its target should be reached by now.
  function goalOf(metric, point) {
    if (!point || point.target === null) return "";
    const whole = show(metric, point.target);
    if (point.status === "b") return `benchmark ${whole}`;
    if (point.pace === undefined || point.pace === point.target || isOpen(point)) return whole;
    return point.pace === null ? `${whole} by the end` : `${about(metric, point.pace)} of ${whole}`;
  }

  function saidGoal(metric, point) {
    const goal = goalOf(metric, point);
    if (!goal || point.status === "b") return goal;
    return typeof point.pace === "number" && !isOpen(point) && point.pace !== point.target ? `at pace ${goal}` : `target ${goal}`;
  }

  const saidExpected = (metric, point) => (point && typeof point.expected === "number"
    ? `${about(metric, point.expected)} (${about(metric, point.expectedLow)} to ${about(metric, point.expectedHigh)})` : "");

  function statusOf(point) {
    if (isOpen(point) && point.v !== null) return el("span", { class: "status open", title: "More of it is still to come, as history says: it is not judged yet" }, el("span", { "aria-hidden": "true" }, "○"), saidOpen(point));
    const known = statuses()[point?.status];
    return known ? el("span", { class: `status ${known[0]}` }, el("span", { "aria-hidden": "true" }, known[1]), known[2]) : null;
  }

  function numberButton(metric, point, className = "number") {
    const text = show(metric, point?.v);
    return el("button", {
      type: "button", class: className, "data-metric": metric.key,
      "aria-label": `${metric.name}: ${text === "–" ? "no value" : text}, open details`, onclick: () => go({ metric: metric.key }),
    }, text);
  }

  function changeButton(metric, point, against = point?.before) {
    const moved = change(metric, point, against);
    if (!moved) return el("span", { class: "same" }, (isRunning() || isOpen(point)) && point?.v !== null && point ? "not comparable yet" : "–");
    const judged = { better: ", better", worse: ", worse", same: moved.isChance ? ", which may be chance" : "" }[moved.tone];
    const direction = moved.direction > 0 ? "up" : moved.direction < 0 ? "down" : "unchanged";
    return el("button", {
      type: "button", class: `change ${moved.tone}`, "data-change": metric.key, title: moved.isChance ? "Within its 95 % interval: may be chance" : null,
      "aria-label": `${metric.name} ${direction} ${moved.text}${judged}, open what moved it`,
      onclick: () => { openAt = "drivers"; go({ metric: metric.key }); },
    }, `${moved.sign} ${moved.text}`);
  }

  function spark(key) {
    const all = points(key);
    const shown = [];
    for (let i = Math.max(0, state.index - 12); i <= state.index; i += 1) shown.push(all[i]?.v ?? null);
    const picture = svg("svg", { class: "spark", viewBox: "0 0 100 30", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
    const known = shown.filter((value) => value !== null);
    if (known.length < 2) return picture;
    const goal = all[state.index]?.target ?? null;
    const high = Math.max(...known, goal ?? -Infinity);
    // At least half of its height is a change of half: little is not made to look like much.
    const low = Math.min(...known, goal ?? Infinity, high > 0 ? high / 2 : Infinity);
    const x = (i) => (shown.length < 2 ? 50 : 1 + (98 * i) / (shown.length - 1));
    const y = (value) => (high === low ? 15 : 27 - (24 * (value - low)) / (high - low));
    let path = "";
    let dashed = "";
    let area = "";
    let run = [];
    // What runs or is open is dashed.
    const open = [];
    for (let i = Math.max(0, state.index - 12); i <= state.index; i += 1) open.push(isOpen(all[i]));
    const firstOpen = open.indexOf(true);
    const ends = Math.min(isRunning() ? shown.length - 1 : shown.length, firstOpen < 0 ? shown.length : firstOpen);
    const close = () => {
      if (run.length > 1) area += `M${run[0][0]} 30L${run.map((at_) => at_.join(" ")).join("L")}L${run.at(-1)[0]} 30Z`;
      run = [];
    };
    shown.forEach((value, i) => {
      if (value === null) return close();
      if (i < ends) path += `${run.length ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      else if (run.length) dashed += `M${run.at(-1).join(" ")}L${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      run.push([x(i).toFixed(1), y(value).toFixed(1)]);
    });
    close();
    picture.append(svg("path", { class: "area", d: area }));
    if (goal !== null) picture.append(svg("path", { class: "goal", d: `M0 ${y(goal).toFixed(1)}H100` }));
    picture.append(svg("path", { d: path }));
    if (dashed) picture.append(svg("path", { class: "running", d: dashed }));
    const last = shown.at(-1);
    if (last !== null) {
      const dot = `M${x(shown.length - 1)} ${y(last).toFixed(1)}h0.01`;
      picture.append(svg("path", { class: "dot", d: dot }));
      if (ends < shown.length) picture.append(svg("path", { class: "hollow", d: dot }));
    }
    return picture;
  }

  function card(key) {
    const metric = metrics.get(key);
    const point = at(key);
    return el("article", { class: "card kpi", "aria-label": metric.name },
      el("h3", { class: "kpi-name" }, metric.name),
      el("div", { class: "kpi-value" }, numberButton(metric, point)),
      el("div", { class: "kpi-foot" },
        changeButton(metric, point),
        statusOf(point),
        saidGoal(metric, point) ? el("span", { class: "note" }, saidGoal(metric, point)) : null,
        saidExpected(metric, point) ? el("span", { class: "note" }, `expected by the end ${saidExpected(metric, point)}`) : null),
      spark(key));
  }

  function metricTable(shown, isFlat = false) {
    const present = shown.filter((metric) => has(metric.key));
    const missing = shown.length - present.length;
    if (!present.length) return el("p", { class: "card empty" }, absent());
    const rows = [];
    let area = "";
    for (const metric of present) {
      const point = at(metric.key);
      if (!isFlat && metric.area !== area && new Set(present.map((one) => one.area)).size > 1) {
        area = metric.area;
        rows.push(el("tr", { class: "area" }, el("th", { scope: "rowgroup", colspan: 7 }, AREAS[area] ?? words(area))));
      }
      rows.push(el("tr", { "data-row": metric.key },
        el("th", { scope: "row" }, el("button", { type: "button", class: "name", onclick: () => go({ metric: metric.key }) }, metric.name)),
        el("td", { class: "right value" }, numberButton(metric, point)),
        el("td", { class: "right goal" }, goalOf(metric, point)),
        el("td", { class: "state" }, statusOf(point)),
        el("td", { class: "right moved" }, changeButton(metric, point)),
        el("td", { class: "right last-year" }, lastYear(metric, point)),
        el("td", { class: "trend" }, spark(metric.key))));
    }
    const raw = () => [["Metric", "Key", "Unit", "Value", "Numerator", "Denominator", "Target", "Status", "Period before", "Last year"],
      ...present.map((metric) => {
        const point = at(metric.key);
        return [metric.name, metric.key, metric.unit.replace(/^currency/, currency), point?.v, point?.n, point?.d, point?.target, statuses()[point?.status]?.[2], point?.before, point?.year];
      })];
    return el("div", {},
      framed(
        el("table", { class: "metrics" },
          el("thead", {}, el("tr", {}, ...["Metric", "Value", "Target", "Status", "Change", "Last year", "Trend"].map((text, i) =>
            el("th", { scope: "col", class: [1, 2, 4, 5].includes(i) ? "right" : null }, text)))),
          el("tbody", {}, rows)), { csv: raw }),
      missing ? el("p", { class: "note" }, `${missing} more ${missing === 1 ? "has" : "have"} no value here: `, absent()) : null);
  }

  function absent() {
    return state.dimension === "total"
      ? "their inputs were not delivered or hold nothing for these periods; Data quality says which."
      : `they are not measured by ${DIMENSIONS[state.dimension].toLowerCase()}, or hold nothing for this one.`;
  }

  function lastYear(metric, point) {
    const moved = change(metric, point, point?.year);
    return moved ? el("span", { class: moved.tone, title: show(metric, point.year) }, `${moved.sign} ${moved.text}`) : "–";
  }

  // Only what lags behind: an input that goes on is nothing to read about.
  function drawBehind(main) {
    const late = data.lists.freshness.rows.filter((row) => row.state === "behind");
    if (!late.length) return;
    const said = late.map((row) => `${words(row.input)} end${row.input.endsWith("s") ? "" : "s"} on ${longDay(row.last_event_on)}`);
    main.append(el("p", { class: "note" }, `${said.join("; ")}. What they would count after that is not measured, and is no 0.`));
  }

  // What the period says first: a name opens its trend, a part what moved it.
  function drawHeadline(main) {
    const sentences = packed.headlines[state.grain]?.[state.index];
    if (!sentences) return;
    const said = el("p", { class: "headline" }, sentences.flatMap((pieces, i) => [i ? " " : null, ...pieces.map(([text, metric, isDriver]) => {
      if (!metric || !metrics.has(metric)) return text;
      return el("button", { type: "button", class: "name", onclick: () => {
        openAt = isDriver ? "drivers" : "";
        go({ metric, ...(state.dimension === "total" ? {} : { dimension: "total", position: 0 }) });
      } }, text);
    })]));
    main.append(state.dimension === "total" ? said : el("div", { class: "apart" }, el("p", { class: "note why" }, `Of the whole company, not of ${saidView()}:`), said));
  }

  // The revenue that this quarter's meetings let expect of the next, with its range.
  function forecast() {
    const row = data.lists.outlook.rows.find((one) => one.quantity === "expected_revenue" && one.expected_value !== null);
    if (!row) return null;
    const range = row.expected_low === null ? "how far off it was is not known yet" : `${money(row.expected_low)} to ${money(row.expected_high)}`;
    const past = row.mean_absolute_percentage_error === null ? "" : `, past error ${share(row.mean_absolute_percentage_error)}`;
    const box = el("article", { class: "card kpi", "aria-label": "Revenue forecast" },
      el("h3", { class: "kpi-name" }, "Revenue forecast"),
      el("div", { class: "kpi-value" }, money(row.expected_value)),
      el("div", { class: "kpi-foot" }, el("span", { class: "note" }, `${range}${past}`)),
      el("p", { class: "note" }, `Of the quarter from ${longDay(row.expected_quarter_start)}, by the meetings of the one before${row.is_running ? ", which still runs" : ""}. `,
        el("a", { href: toAddress({ ...state, section: "pipeline", metric: "" }) }, "How it is made")));
    if (state.dimension !== "total") box.append(el("p", { class: "note why" }, "Of the whole company."));
    return box;
  }

  function drawOverview(main) {
    drawHeadline(main);
    drawBehind(main);
    const withTarget = data.metrics.filter((metric) => STATUS[at(metric.key)?.status]);
    if (withTarget.length) {
      main.append(el("div", { class: "tallies" }, Object.entries(statuses()).map(([letter, [tone, sign, text]]) => {
        const many = withTarget.filter((metric) => at(metric.key).status === letter).length;
        return el("span", { class: `status ${tone}` }, el("span", { "aria-hidden": "true" }, sign), `${many} ${text.toLowerCase()}`);
      })));
    }
    const keys = HEADLINES.filter(has).slice(0, CARDS);
    const expected = forecast();
    if (expected) keys.splice(CARDS - 1);
    if (keys.length) main.append(el("div", { class: "cards" }, keys.map(card), expected));
    const order = "feo";
    const scored = [...withTarget].sort((a, b) => order.indexOf(at(a.key).status) - order.indexOf(at(b.key).status));
    main.append(block("Against target", scored.length ? (isRunning() ? "By what of its target the days gone should bring; what is off pace comes first." : "What is off target comes first.") : null,
      scored.length ? metricTable(scored, true) : el("p", { class: "card empty" }, "No target is set for what is looked at here. Targets come with the input “targets”.")));
    const moves = data.metrics.filter((metric) => metric.better !== "neutral" && isNews(metric)).sort((a, b) => news(b) - news(a)).slice(0, 8);
    if (moves.length) {
      main.append(block("Moved beyond chance", "Shares whose change lies outside the 95 % interval of the period before, the largest first. A change opens what moved it.", metricTable(moves, true)));
    }
    drawAnomalies(main);
  }

  // Whether a share left the interval that it had in the period before.
  function isNews(metric) {
    const [now, before] = [points(metric.key)[state.index], points(metric.key)[state.index - 1]];
    return metric.is_proportion && now && before && !isRunning() && now.v !== null && before.v !== null
      && !isOpen(now) && now.d >= 30 && before.d >= 30 && (now.low > before.high || now.high < before.low);
  }

  const news = (metric) => Math.abs(at(metric.key).v - at(metric.key).before);

  // They are looked for in the last week and the last month that are over: in others nobody looked.
  function drawAnomalies(main) {
    const list = data.lists.anomalies;
    if (!list.is_there) return;
    const isLooked = ["week", "month"].includes(state.grain) && ["total", "channel", "campaign", "segment", "program", "target_account"].includes(state.dimension);
    const last = lastWhole(state.grain);
    const rows = list.rows.filter((row) => row.period_grain === state.grain && row.dimension === state.dimension
      && (state.dimension === "total" || row.dimension_value === data.dimensions[state.dimension].values[state.position]) && metrics.has(row.metric));
    const why = !isLooked ? "Nobody looked: what is out of the ordinary is looked for by week and month, in all, by channel, campaign, segment, program and target account."
      : state.index !== last ? `These are of ${nameOf(state.grain, last)}, the last ${state.grain} that is over: earlier ones are not kept.` : "";
    const nothing = isLooked ? "Nothing lies outside what its own last periods make likely." : "";
    const found = block("Out of the ordinary", nothing || rows.length ? "Against the metric's own last periods." : null, nothing || rows.length ? tableCard(["Metric", "Value", "Expected", "For"], rows.map((row) => {
      const metric = metrics.get(row.metric);
      return [
        el("button", { type: "button", class: "name", onclick: () => go({ metric: row.metric }) }, metric.name),
        el("span", { class: row.meaning === "better" ? "better" : row.meaning === "worse" ? "worse" : "same" }, `${row.deviation === "above" ? "▲" : "▼"} ${show(metric, row.value)}`),
        `${show(metric, row.expected_low)} to ${show(metric, row.expected_high)}`, nameOf(row.period_grain, data.periods[row.period_grain].starts.indexOf(row.period_start)) || longDay(row.period_start)];
    }), null, nothing) : null);
    main.append(why ? apart(found, why) : found);
  }

  // What does not follow what is chosen above is greyed out, and says why.
  function apart(section, why) {
    section.classList.add("apart");
    section.querySelector("h3").after(el("p", { class: "note why" }, why));
    return section;
  }

  // The same for what is known of the whole company alone.
  const ofWhole = (section, why) => (state.dimension === "total" ? section : apart(section, `Of the whole company, not of ${saidView()}: ${why}`));
  const saidView = () => `${DIMENSIONS[state.dimension].toLowerCase()} ${called(state.dimension, state.position)}`;

  // What each channel, campaign … cost and brought ----------------------------------------------

  const MEASURES = {
    marketing_spend: { name: "Spend", unit: "currency", better: "neutral" },
    sessions: { name: "Sessions" }, leads: { name: "Leads" }, mqls: { name: "MQLs" }, sqls: { name: "SQLs" },
    opportunities: { name: "Opps", full: "Opportunities" }, pipeline_created: { name: "Pipeline" }, deals_won: { name: "Won" }, revenue: { name: "Revenue" },
    cost_per_lead: { name: "Cost / lead", full: "Cost per lead" },
    cost_per_opportunity: { name: "Cost / opp", full: "Cost per opportunity: spend of the period by opportunities of the period", unit: "currency", better: "down" },
    return_on_ad_spend: { name: "ROAS", full: "Return on ad spend" },
  };
  const OTHERS = -1;
  let performanceOrder = ["revenue", "descending"];

  function drawPerformance(main) {
    const { measures, dimensions, grains: found } = packed.performance;
    const possible = Object.keys(dimensions).filter((dimension) => found[state.grain]?.[dimension]);
    if (!possible.length) {
      main.append(el("p", { class: "card empty" }, "Nothing was counted by channel, campaign or the like, or the release was built before this table was made."));
      return;
    }
    const by = possible.includes(state.by) ? state.by : possible.includes(state.dimension) ? state.dimension : possible[0];
    const of = data.periods[state.grain];
    const first = Math.max(0, of.starts.length - data.reach[state.grain][1]);
    const against = of.starts.indexOf(state.against);
    const isOwnPeriod = against >= first && against !== state.index;
    const choice = el("select", { id: "by", onchange: (event) => go({ by: event.target.value }) });
    options(choice, possible.map((dimension) => [dimension, DIMENSIONS[dimension]]), by);
    const other = el("select", { id: "against", onchange: (event) => go({ against: event.target.value }) });
    const before = isOnePeriod() ? "nothing before it" : isRunning() ? "as many days of the period before" : `the period before${state.index > first ? `: ${nameOf(state.grain, state.index - 1)}` : ""}`;
    const periods = of.starts.map((start, i) => [start, nameOf(state.grain, i) + (of.running[i] ? " (so far)" : "")]).filter((_, i) => i >= first && i !== state.index).reverse();
    options(other, [["", before], ...periods], isOwnPeriod ? state.against : "");
    if (state.index < first) {
      main.append(el("p", { class: "card empty" }, `This table holds the last ${data.reach[state.grain][1]} periods; older ones are in insights.performance.`));
      return;
    }
    const fields = [el("div", { class: "field" }, el("label", { for: "by" }, "By"), choice), el("div", { class: "field" }, el("label", { for: "against" }, "Against"), other)];
    const table = performanceTable(by, isOwnPeriod ? against : null, measures, fields);
    const notes = [];
    const isMarked = state.dimension === by;
    if (state.dimension !== "total" && !isMarked) notes.push(`Counted by one dimension at a time: these are the numbers of the whole company, not of ${viewName().split(", ").at(-1)} alone.`);
    if (isMarked) notes.push(`The row of ${called(state.dimension, state.position)} is marked.`);
    notes.push("Under each number its change, coloured where it is beyond chance, and the target if there is one. Deals are won later than their leads came, so that a row's revenue is rarely that of its leads.");
    main.append(block(`By ${DIMENSIONS[by].toLowerCase()}`, notes.join(" "), table));
    drawBudgets(main);
  }

  const BUDGETS = {
    over: ["off", "✕", "Overspent"], will_be_over: ["near", "▲", "Will be over"], on_pace: ["on", "✓", "On pace"],
    will_be_under: ["near", "▼", "Will be under"], used: ["on", "✓", "Used"], under: ["near", "▼", "Not used up"],
  };
  const BUDGETS_WITHOUT = { open_end: "No last day", not_started: "Not started" };

  function drawBudgets(main) {
    const list = data.lists.budgets;
    if (!list.rows.length) return;
    const [rows, isKnown] = ofView(list.rows, { campaign: "campaign_id" });
    const known = list.rows[0].known_to;
    const columns = [
      ["Campaign", "campaign_name", (name, row) => name ?? row.campaign_id], ["Days", "started_on", (start, row) => daysFrom(start, row.ended_on)],
      ["Budget", "budget_amount", money], ["Spent", "spent_amount", moneyOr], ["Of budget", "spent_share", (value) => (value === null ? "–" : meter(value))], ["Of its days", "time_share", share],
      ["Status", "status", (status) => (BUDGETS[status] ? el("span", { class: `status ${BUDGETS[status][0]}` }, el("span", { "aria-hidden": "true" }, BUDGETS[status][1]), BUDGETS[status][2]) : BUDGETS_WITHOUT[status] ?? "–")],
      ["Left", "left_amount", moneyOr], ["Daily spend", "daily_amount", moneyOr], ["At its end", "expected_amount", moneyOr],
      ["Lasts for days", "days_of_budget_left", (value) => plain(value === null ? null : Math.floor(value))],
    ];
    const section = block("Budgets of campaigns", `Each over its own days up to ${longDay(known)}, whatever period is chosen: those that run, those that lie ahead, those that have ended. At its end: if it goes on as in the last 28 days. What has no last day has no pace.`,
      choosingTable(list, rows, columns, [["Channel", "channel"], ["Status", "status"]], "None of these campaigns is of what is chosen above."));
    main.append(isKnown ? section : ofWhole(section, "a budget is a campaign's."));
  }

  // What rows of the table there are: a value's position → its measures.
  function measured(dimension, index, kind = "rows") {
    const rows = packed.performance.grains[state.grain]?.[dimension]?.[kind] ?? [];
    return new Map(rows.filter((row) => row[0] === index).map((row) => [row[1], row.slice(2)]));
  }

  const isSum = (metric) => metric.is_additive || metric.key === "marketing_spend";

  function performanceTable(by, against, measures, fields) {
    const earlier = (dimension) => (against !== null ? measured(dimension, against)
      : isRunning() ? measured(dimension, state.index, "before") : measured(dimension, state.index - 1));
    const [now, then, all, allThen] = [measured(by, state.index), earlier(by), measured("total", state.index), earlier("total")];
    const goalsBy = (dimension) => new Map((packed.performance.grains[state.grain]?.[dimension]?.targets ?? []).filter((one) => one[0] === state.index).map(([, position, i, target]) => [`${position} ${i}`, target]));
    const [goals, goalsOfAll] = [goalsBy(by), goalsBy("total")];
    const shown = measures.map((key, i) => [key, i]).filter(([, i]) => [...now.values(), ...then.values()].some((row) => row[i] !== null));
    const columns = shown.map(([key, i]) => ({ key, i, metric: { key, ...metrics.get(key), ...MEASURES[key], unit: metrics.get(key)?.unit ?? MEASURES[key]?.unit ?? "count" } }));
    // What counted nothing in both periods, and should not have, is no row.
    const counts = (row) => row?.some((value) => value);
    const isExpected = (position) => columns.some(({ i }) => goals.has(`${position} ${i}`));
    const positions = [...new Set([...now.keys(), ...then.keys()])].filter((one) => counts(now.get(one)) || counts(then.get(one)) || isExpected(one)).sort((a, b) => a - b);
    // What has no row now counted nothing, where others were counted.
    const isCounted = new Set(columns.filter(({ metric, i }) => isSum(metric) && [...now.values()].some((row) => row[i] !== null)).map(({ i }) => i));
    for (const one of positions) if (!now.has(one)) now.set(one, measures.map((_, i) => (isCounted.has(i) ? 0 : null)));
    const { names, left_out } = packed.performance.dimensions[by];
    const nameAt = (position) => (position === OTHERS ? `${count.format(left_out)} others` : saidAs(by, names[position]));
    const cells = (row, old, goalOfColumn) => columns.map(({ i, metric }) => {
      const [value, was] = [row?.[i] ?? null, old?.[i] ?? null];
      const goal = goalOfColumn.get(i);
      return el("td", { class: "right", "data-value": value ?? "" }, show(metric, value), movedBy(metric, value, was), goal === undefined ? null : el("span", { class: "goal" }, `of ${show(metric, goal)}`));
    });
    const goalsOf = (position, of = goals) => new Map(columns.map(({ i }) => [i, of.get(`${position} ${i}`)]).filter(([, goal]) => goal !== undefined));
    const filter = data.dimensions[by];
    const row = (position) => {
      const own = position === OTHERS ? -1 : filter?.is_filter ? filter.values.indexOf(packed.performance.dimensions[by].values[position]) : -1;
      const isChosen = own >= 0 && state.dimension === by && state.position === own;
      const name = own >= 0 ? el("button", { type: "button", class: "name", title: "Look at this one alone", onclick: () => go({ dimension: by, position: own }) }, nameAt(position)) : nameAt(position);
      return el("tr", { class: isChosen ? "chosen" : null, "data-position": position, "aria-current": isChosen ? "true" : null }, el("th", { scope: "row" }, name), cells(now.get(position), then.get(position), goalsOf(position)));
    };
    const foot = [];
    if (left_out && (now.has(OTHERS) || then.has(OTHERS))) foot.push(row(OTHERS));
    if (all.size || allThen.size) foot.push(el("tr", { class: "whole" }, el("th", { scope: "row" }, "Whole company"), cells(all.get(0), allThen.get(0), goalsOf(0, goalsOfAll))));
    const node = el("table", { class: "performance" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, DIMENSIONS[by]), columns.map(({ key, metric }) => el("th", { scope: "col", class: "right", title: metric.full, "data-measure": key }, metric.name)))),
      el("tbody", {}, positions.filter((position) => position !== OTHERS).map(row)),
      el("tfoot", {}, foot));
    const period = (index) => nameOf(state.grain, index);
    const thenName = against !== null ? period(against) : isRunning() ? "as many days before" : state.index > 0 ? period(state.index - 1) : "before";
    const raw = () => {
      const lines = [...node.tBodies[0].rows].filter((one) => !one.hidden).map((one) => Number(one.dataset.position));
      const { values } = packed.performance.dimensions[by];
      // Campaigns by their id too: names may be the same.
      const named = (position) => (position === OTHERS ? [nameAt(OTHERS)] : by === "campaign" ? [values[position], names[position]] : [values[position]]);
      const write = (name, one, old, goalsOfRow) => [...name, ...columns.flatMap(({ i }) => [one?.[i] ?? null, old?.[i] ?? null, goalsOfRow.get(i) ?? null])];
      return [
        [by, ...(by === "campaign" ? ["campaign_name"] : []), ...columns.flatMap(({ key }) => [`${key} ${period(state.index)}`, `${key} ${thenName}`, `${key} target`])],
        ...lines.map((position) => write(named(position), now.get(position), then.get(position), goalsOf(position))),
        ...(foot.length > 1 ? [write([...named(OTHERS), ...(by === "campaign" ? [""] : [])], now.get(OTHERS), then.get(OTHERS), new Map())] : []),
      ];
    };
    const box = framed(node, { csv: raw, extra: fields });
    const places = columns.map(({ key }) => key);
    node.tHead.addEventListener("click", () => {
      const head = node.tHead.querySelector("[aria-sort]");
      performanceOrder = [head.dataset.measure ?? "", head.getAttribute("aria-sort")];
    });
    const [wanted, direction] = performanceOrder;
    const column = wanted === "" ? 0 : 1 + [wanted, "pipeline_created", "leads", "sessions"].map((key) => places.indexOf(key)).find((i) => i >= 0);
    if (node.tBodies[0].rows.length > 1 && column >= 0) orderBy(node, column, direction);
    return el("div", {}, box, left_out ? el("p", { class: "note" }, `${count.format(left_out)} smaller ones are added up as others; each is in insights.performance.`) : null);
  }

  // A small change under a number: coloured where a count moved by more than chance would.
  function movedBy(metric, value, was) {
    if (value === null || was === null) return null;
    const moved = change(metric, { v: value }, was);
    if (!moved || !moved.direction) return null;
    const isCount = metric.unit === "count";
    const isBeyond = isCount && Math.abs(value - was) > NORMAL_QUANTILE * Math.sqrt(value + was);
    return el("span", { class: `moved ${isBeyond ? moved.tone : "same"}`, title: `${show(metric, was)} before${isCount && !isBeyond ? "; may be chance" : ""}` }, `${moved.sign} ${moved.text}`);
  }

  // Charts -------------------------------------------------------------------------------------

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  function look() {
    const font = getComputedStyle(document.body).fontFamily;
    const [soft, line] = [colour("soft"), colour("line")];
    return {
      background: null, font, view: { stroke: null }, padding: 4,
      axis: { labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line, labelFontSize: 11, titleFontSize: 11, labelFont: font, titleFont: font, titleFontWeight: 400, labelPadding: 6, ticks: false },
      legend: { labelColor: soft, labelFont: font, labelFontSize: 11, title: null, symbolType: "circle" },
      text: { font, color: soft, fontSize: 11 },
    };
  }

  // A chart with its heading, its name for screen readers, and its numbers as a table.
  function figure(title, now, specification, head, rows, note = "") {
    const place = el("div", { class: "chart" });
    const mine = drawing;
    const box = el("figure", { class: "card", "aria-label": title },
      el("figcaption", {}, el("span", { class: "name" }, title), el("span", { class: "now" }, now)),
      place,
      note ? el("p", { class: "note" }, note) : null,
      el("details", { class: "table" }, el("summary", {}, "As a table"), framed(table(head, rows), { card: false })));
    // Measured once it stands in the page.
    requestAnimationFrame(async () => {
      if (mine !== drawing || !place.isConnected) return;
      const { view } = await window.vegaEmbed(place, { $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container", autosize: { type: "fit", contains: "padding" }, config: look(), ...specification }, {
        actions: false, ast: true, renderer: "svg", defaultStyle: false, tooltip: showTooltip, mode: "vega-lite",
      });
      const drawn = place.querySelector("svg");
      drawn?.setAttribute("aria-hidden", "true");
      drawn?.setAttribute("focusable", "false");
      place.dataset.drawn = "yes";
      place.view = view;
    });
    return box;
  }

  function showTooltip(_, event, __, value) {
    const box = byId("tooltip");
    const lines = value?.lines ?? value;
    if (!lines || typeof lines !== "object") return hideTooltip();
    (document.querySelector("dialog[open]") ?? document.body).append(box);
    const [[title], ...rest] = lines;
    box.replaceChildren(el("b", {}, title), ...rest.map(([name, text]) => el("div", {}, el("span", {}, name), el("span", {}, text))));
    box.hidden = false;
    const { width, height } = box.getBoundingClientRect();
    const left = event.clientX + 14 + width > innerWidth ? event.clientX - width - 14 : event.clientX + 14;
    box.style.left = `${Math.max(4, left)}px`;
    box.style.top = `${Math.max(4, Math.min(event.clientY + 14, innerHeight - height - 4))}px`;
    return undefined;
  }

  function hideTooltip() {
    byId("tooltip").hidden = true;
  }

  // The unit stands above its axis; of a share it stands with every number, of a count it is the name.
  function unitTitle(metric) {
    const unit = { count: null, ratio: null, rank: "rank", currency, currency_per_day: `${currency} a day`, multiple: "times" };
    const said = Object.hasOwn(unit, metric.unit) ? unit[metric.unit] : metric.unit;
    return said ? { title: said, titleAngle: 0, titleAlign: "left", titleAnchor: "end", titleX: -36, titleY: -9 } : { title: null };
  }

  function axisFormat(metric, most) {
    if (isShare(metric)) return most < 0.1 ? ".1%" : ".0%";
    return most < 10 ? ".2~f" : "~s";
  }

  function explain(metric, point, title) {
    const lines = [[title], [metric.name, show(metric, point.v)]];
    if (point.d !== null) {
      lines.push(["Numerator", plain(point.n)], ["Denominator", plain(point.d)]);
    }
    if (point.low !== undefined) lines.push(["95 % interval", `${share(point.low)} to ${share(point.high)}`]);
    if (point.target !== null && point.target !== undefined) lines.push([point.status === "b" ? "Benchmark" : "Target", show(metric, point.target)]);
    if (isOpen(point)) lines.push(["Open", hasCome(point)]);
    if (typeof point.pace === "number" && point.pace !== point.target) lines.push(["At pace", about(metric, point.pace)]);
    if (saidExpected(metric, point)) lines.push(["Expected by the end", saidExpected(metric, point)]);
    return { lines };
  }

  // What the company wrote down of a period, as far as it concerns what is looked at.
  function notesOf(i) {
    const of = data.periods[state.grain];
    const isWhole = state.dimension === "total";
    const value = isWhole ? null : data.dimensions[state.dimension].values[state.position];
    return data.lists.annotations.rows
      .filter((one) => one.date_day >= of.starts[i] && one.date_day <= of.ends[i])
      .filter((one) => one.dimension === "total" || isWhole || (one.dimension === state.dimension && ["all", value].includes(one.dimension_value)))
      .map((one) => {
        const about = one.dimension === "total" || !isWhole ? "" : ` (${DIMENSIONS[one.dimension] ?? words(one.dimension)}: ${saidAs(one.dimension, one.dimension_value)})`;
        return [longDay(one.date_day), `${one.annotation}${about}`];
      })
      .reverse();
  }

  function trend(key, large = false) {
    const metric = metrics.get(key);
    const of = data.periods[state.grain];
    const all = points(key);
    const values = [];
    const step = narrow.matches ? 9 : 19;
    const from = Math.max(firstIndex(state), Math.min(state.index, of.starts.length - 1) - step);
    for (let i = from; i < of.starts.length; i += 1) {
      const point = all[i];
      const notes = notesOf(i);
      if (!point) {
        values.push({ i, period: shortPeriod(state.grain, of.starts[i], of.ends[i]), value: null, notes });
        continue;
      }
      const tip = explain(metric, point, nameOf(state.grain, i) + (of.running[i] ? " (running)" : ""));
      tip.lines.push(...notes);
      values.push({
        i, period: shortPeriod(state.grain, of.starts[i], of.ends[i]), value: point.v,
        low: point.low ?? null, high: point.high ?? null, target: point.target, expected: point.expected ?? null,
        chosen: i === state.index, running: of.running[i] || isOpen(point), open: isOpen(point),
        tip, notes,
      });
    }
    while (values.length > 2 && values[0].value === null) values.shift();
    const known = values.filter((one) => one.value !== null);
    const bars = metric.is_additive || metric.unit === "count";
    const most = Math.max(0, ...known.map((one) => Math.abs(one.value)));
    const x = { field: "period", type: "ordinal", axis: { title: null, labelAngle: 0, labelOverlap: "parity", labelSeparation: 6, grid: false, domain: true }, scale: { domain: values.map((one) => one.period), padding: bars ? 0.3 : 0.5 } };
    // From 0: a line that begins elsewhere makes little look like much.
    const scale = bars ? {} : { zero: true, nice: true };
    const y = (field) => ({ field, type: "quantitative", scale, axis: { ...unitTitle(metric), format: axisFormat(metric, most), tickCount: 4, domain: false } });
    const faded = { condition: { test: "datum.chosen", value: colour("accent") }, value: colour("accent-soft") };
    const tooltip = { field: "tip" };
    const layer = [];
    if (!bars && known.some((one) => one.low !== null)) {
      // An interval as wide as a share can be says nothing about the line: it is cut at the axis.
      const reach = intervalDomain(known);
      scale.domain = reach;
      scale.nice = false;
      layer.push({ mark: { type: "area", color: colour("band"), clip: true }, encoding: { x, y: y("low"), y2: { field: "high" } } });
    }
    // What still runs is hollow and dashed: it looks like a fall, and is none.
    const whole = [{ filter: "!datum.running" }];
    const unfinished = [{ filter: "datum.running" }];
    const isWhole = known.some((one) => !one.running);
    const isUnfinished = known.some((one) => one.running);
    if (bars) {
      if (isWhole) layer.push({ transform: whole, mark: { type: "bar", cornerRadiusEnd: 2 }, encoding: { x, y: y("value"), color: faded, tooltip } });
      if (isUnfinished) layer.push({ transform: unfinished, mark: { type: "bar", cornerRadiusEnd: 2, fill: colour("card"), stroke: colour("accent"), strokeWidth: 1.5, strokeDash: [3, 3] }, encoding: { x, y: y("value"), tooltip } });
    } else {
      const last = values.findLastIndex((one) => !one.running);
      const dashed = [{ filter: `datum.running || datum.i === ${values[last]?.i ?? -1}` }];
      const sized = { condition: { test: "datum.chosen", value: 90 }, value: 22 };
      if (isWhole) layer.push({ transform: whole, mark: { type: "line", color: colour("accent"), strokeWidth: 2, clip: true }, encoding: { x, y: y("value") } });
      if (isUnfinished) layer.push({ transform: dashed, mark: { type: "line", color: colour("accent"), strokeWidth: 2, strokeDash: [2, 4], clip: true }, encoding: { x, y: y("value") } });
      if (isWhole) layer.push({ transform: whole, mark: { type: "point", filled: true, color: colour("accent"), opacity: 1, clip: true }, encoding: { x, y: y("value"), size: sized, tooltip } });
      if (isUnfinished) layer.push({ transform: unfinished, mark: { type: "point", filled: true, fill: colour("card"), stroke: colour("accent"), strokeWidth: 1.5, opacity: 1, clip: true }, encoding: { x, y: y("value"), size: { ...sized, value: 45 }, tooltip } });
    }
    const isExpected = known.some((one) => one.expected !== null && one.expected !== undefined);
    if (isExpected) {
      layer.push({ transform: [{ filter: "isValid(datum.expected)" }], mark: { type: "point", shape: "diamond", filled: true, fill: colour("card"), stroke: colour("accent"), strokeWidth: 1.5, size: 55, opacity: 1, clip: true }, encoding: { x, y: y("expected"), tooltip } });
    }
    if (known.some((one) => one.target !== null)) {
      layer.push({ mark: { type: "tick", thickness: 2, color: colour("ink"), bandSize: 16, opacity: 0.75, clip: true }, encoding: { x, y: y("target"), tooltip } });
    }
    const isNoted = known.some((one) => one.notes.length);
    if (isNoted) {
      const noted = [{ filter: "isValid(datum.value) && datum.notes.length" }];
      layer.push({ transform: noted, mark: { type: "rule", color: colour("ink"), opacity: 0.45, strokeDash: [1, 3], strokeWidth: 1.5 }, encoding: { x, tooltip } });
      layer.push({ transform: noted, mark: { type: "point", shape: "triangle-down", filled: true, color: colour("ink"), opacity: 0.75, size: 45 }, encoding: { x, y: { value: 3 }, tooltip } });
    }
    // The whole height of a period answers to the pointer.
    if (!bars) layer.push({ mark: { type: "bar", opacity: 0, cursor: "pointer" }, encoding: { x, tooltip } });
    const point = all[state.index];
    const title = large ? "Trend" : metric.name;
    const now = `${show(metric, point?.v)}${saidGoal(metric, point) ? `, ${saidGoal(metric, point)}` : ""}`;
    const head = ["Period", metric.name, "Numerator", "Denominator", "95 % interval", "Target", "Notes"];
    const rows = values.map((one) => {
      const of_ = all[one.i];
      return [nameOf(state.grain, one.i), show(metric, of_?.v), plain(of_?.n), plain(of_?.d), of_?.low === undefined ? "" : `${share(of_.low)} to ${share(of_.high)}`, of_ && of_.target !== null ? show(metric, of_.target) : "", one.notes.map((note) => note.join(": ")).join(" · ")];
    }).reverse();
    const parts = [];
    if (known.some((one) => one.low !== null) && !bars) parts.push("band: 95 % interval");
    if (known.some((one) => one.target !== null)) parts.push("mark: target");
    if (values.some((one) => one.running && !one.open)) parts.push("hollow: still running");
    if (values.some((one) => one.open)) parts.push("hollow: open, more will come");
    if (isExpected) parts.push("diamond: expected by its end");
    if (isNoted) parts.push("triangle: a note");
    const box = figure(title, now, { height: large ? 230 : 190, data: { values }, layer }, head, rows, parts.join(" · "));
    if (!large) {
      box.querySelector(".name").replaceChildren(el("button", { type: "button", class: "name", onclick: () => go({ metric: key }) }, metric.name));
    }
    return box;
  }

  // From 0 to just above the highest value and target, intervals included as far as they do not
  // flatten the line.
  function intervalDomain(known) {
    const values = known.flatMap((one) => [one.value, one.target].filter((value) => value !== null));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = Math.max(high - low, high * 0.25, 0.01);
    const top = Math.min(Math.max(...known.map((one) => one.high ?? one.value), high), high + room);
    return [0, top > 0 ? top : 0.01];
  }

  function barsChart(title, now, rows, metric, note) {
    const shown = rows.filter((row) => row.value !== null);
    const most = Math.max(0, ...shown.map((row) => Math.abs(row.value)));
    const hasInterval = shown.some((row) => row.low !== undefined && row.low !== null);
    const y = { field: "name", type: "nominal", scale: { domain: shown.map((row) => row.name) }, axis: { title: null, labelLimit: narrow.matches ? 110 : 210, domain: false, grid: false } };
    const x = { field: "value", type: "quantitative", axis: { title: unitTitle(metric).title, format: axisFormat(metric, most), tickCount: 4, domain: false } };
    const layer = [{ mark: { type: "bar", cornerRadiusEnd: 2, height: { band: 0.62 }, color: colour("accent-soft") }, encoding: { y, x, tooltip: { field: "tip" } } }];
    if (hasInterval) layer.push({ mark: { type: "rule", strokeWidth: 1.5, color: colour("accent") }, encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" }, tooltip: { field: "tip" } } });
    const box = figure(title, now, { height: 40 + 24 * shown.length, data: { values: shown }, layer },
      ["", metric.name, "Numerator", "Denominator"], rows.map((row) => [row.name, show(metric, row.value), plain(row.n), plain(row.d)]), note);
    box.querySelector(".chart").classList.add("short");
    return box;
  }

  function table(head, rows, wide = false) {
    const right = head.map((_, i) => i > 0 && rows.some((row) => /^[▲▼−$€£\d–]/.test(String(row[i] ?? "")) && typeof row[i] !== "object"));
    return el("table", {},
      el("thead", {}, el("tr", {}, head.map((text, i) => el("th", { scope: "col", class: right[i] ? "right" : null }, text)))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, i) =>
        i === 0 ? el("th", { scope: "row" }, cell) : el("td", { class: right[i] ? "right" : null }, cell ?? ""))))));
  }

  // Search, order and download of a table -------------------------------------------------------

  const SEARCHED_FROM = 10;
  const COLLATOR = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  // A table in its frame: searched from some length on, ordered by any column, taken along as CSV.
  // csv: gives its rows with bare numbers; without it the cells are written as they read.
  function framed(node, { card: isCard = true, csv = null, extra = [] } = {}) {
    const body = node.tBodies[0];
    const isGrouped = body.querySelector("tr.area") !== null;
    if (!isGrouped && body.rows.length > 1) orderable(node);
    const many = el("span", { class: "note", role: "status" });
    const search = body.rows.length < SEARCHED_FROM ? null : el("input", { type: "search", placeholder: "Search", "aria-label": "Search this table", oninput: (event) => {
      const wanted = folded(event.target.value);
      for (const row of body.rows) if (!row.classList.contains("area")) row.hidden = wanted !== "" && !folded(row.textContent).includes(wanted);
      let area = null;
      for (const row of body.rows) {
        if (row.classList.contains("area")) { area = row; row.hidden = wanted !== ""; } else if (area && !row.hidden) area.hidden = false;
      }
      const of = [...body.rows].filter((row) => !row.classList.contains("area"));
      many.textContent = wanted ? `${count.format(of.filter((row) => !row.hidden).length)} of ${count.format(of.length)}` : "";
    } });
    const take = el("button", { type: "button", class: "quiet csv", title: "Download this table as CSV", "aria-label": "Download this table as CSV", onclick: () => {
      download(fileName(node), asCsv(csv ? csv() : cellsOf(node)));
    } }, "CSV");
    return el("div", { class: "framed" }, el("div", { class: "tools" }, ...extra, search, many, take), el("div", { class: isCard ? "card wide" : "wide" }, node));
  }

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

  // Columns are ordered by their numbers where they are numbers, and back by a second click.
  function orderable(node) {
    const heads = [...node.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (head.textContent === "" && column > 0) return;
      const button = el("button", { type: "button", class: "order", onclick: () => orderBy(node, column) }, ...head.childNodes);
      head.replaceChildren(button);
    });
  }

  function orderBy(node, column, direction = null) {
    const body = node.tBodies[0];
    const heads = [...node.tHead.rows[0].cells];
    let keyed = [...body.rows].map((row) => [row, keyOf(row.cells[column])]);
    // Days and months stand in their own order.
    const dated_ = keyed.map(([row, key]) => [row, typeof key === "string" ? dateOf(key) : key]);
    if (keyed.some(([, key]) => typeof key === "string") && keyed.every(([, key], i) => typeof key !== "number" && (key === null || dated_[i][1] !== null))) keyed = dated_;
    const isNumber = keyed.some(([, key]) => typeof key === "number");
    const was = heads[column].getAttribute("aria-sort");
    const now = direction ?? (was ? (was === "descending" ? "ascending" : "descending") : isNumber ? "descending" : "ascending");
    const sign = now === "descending" ? -1 : 1;
    keyed.sort(([, a], [, b]) => {
      if (a === null || b === null) return (a === null) - (b === null);
      if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
      return sign * (typeof a === "number" ? a - b : COLLATOR.compare(a, b));
    });
    heads.forEach((head, i) => (i === column ? head.setAttribute("aria-sort", now) : head.removeAttribute("aria-sort")));
    body.append(...keyed.map(([row]) => row));
    return now;
  }

  // The day or month with which a text ends; null where it ends with none.
  function dateOf(text) {
    const found = /(?:^|\s)(?:(\d{1,2}) )?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (\d{4})$/.exec(text);
    return found ? Date.parse(`${found[1] ?? 1} ${found[2]} ${found[3]} UTC`) : null;
  }

  // A cell by what it holds: its bare number where it has one, nothing of a dash.
  function keyOf(cell) {
    if (!cell) return null;
    if (cell.dataset.value !== undefined) return cell.dataset.value === "" ? null : Number(cell.dataset.value);
    const text = cell.textContent.trim();
    if (text === "" || text === "–") return null;
    return bareNumber(text) ?? text;
  }

  // The number that a text is, whatever it is written with; null where it is more than a number.
  function bareNumber(text) {
    const found = /^(▲|▼|=)? ?([−-])?[^\d\s−.-]{0,4}\s?([−-])?(\d[\d,]*(?:\.\d+)?)\s?(%|×|pp)?$/.exec(text);
    if (!found) return null;
    const size = Number(found[4].replaceAll(",", ""));
    return found[1] === "▼" || found[2] || found[3] ? -size : size;
  }

  const cellsOf = (node) => [...node.rows].filter((row) => !row.hidden && !row.classList.contains("area"))
    .map((row) => [...row.cells].map((cell) => (cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim().replace(/^–$/, ""))));

  const BARE_NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;
  const WRITTEN_NUMBER = /^(?=.*[^\d.])[−-]?[$€£¥]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d+)?×?$/;

  // What a spreadsheet would take for a formula is made text; a number is a number, also below 0.
  function asCsv(rows) {
    const written = (value) => {
      if (value === null || value === undefined) return "";
      let text = String(value);
      // A number as people read it is written bare; digits stay as they are, for they may be a key.
      if (typeof value === "string" && WRITTEN_NUMBER.test(text)) text = String(bareNumber(text));
      if (BARE_NUMBER.test(text)) return text;
      if (/^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) || /^[\t\r\n]/.test(text)) text = `'${text}`;
      return /[",\r\n;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    return rows.map((row) => row.map(written).join(",")).join("\r\n") + "\r\n";
  }

  function fileName(node) {
    const title = node.closest("figure")?.querySelector(".name")?.textContent ?? (node.closest("dialog") ? byId("detail-title")?.textContent : null)
      ?? node.closest("section.block")?.querySelector("h3")?.textContent ?? "table";
    const start = data.periods[state.grain]?.starts[state.index] ?? data.release.as_of;
    const said = folded(title).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
    return ["leadmart", said || "table", state.grain, start].filter(Boolean).join("_") + ".csv";
  }

  // The mark before the text tells spreadsheets that it is UTF-8.
  function download(name, text) {
    const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  function tableCard(head, rows, list, nothing) {
    if (!rows.length) return el("p", { class: "card empty" }, nothing);
    return el("div", {}, framed(table(head, rows)),
      list?.left_out ? el("p", { class: "note" }, `${count.format(list.left_out)} more rows are in the database.`) : null);
  }

  function meter(value) {
    const picture = svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
    picture.append(svg("rect", { x: 0, y: 0, height: 10, width: Math.max(0, Math.min(100, value * 100)) }));
    return el("span", {}, share(value), el("span", { class: "meter" }, picture));
  }

  // One metric in full -------------------------------------------------------------------------

  let openAt = "";
  let opener = null;

  function drawDetail(before) {
    const dialog = byId("detail");
    if (!state.metric) {
      if (dialog.open) dialog.close();
      if (before.metric) {
        const again = opener?.isConnected ? opener : document.querySelector(`[data-metric="${before.metric}"]`);
        again?.focus();
      }
      return;
    }
    if (!dialog.open) opener = document.activeElement;
    const metric = metrics.get(state.metric);
    const point = at(metric.key);
    dialog.replaceChildren(
      el("div", { class: "detail-head" },
        el("div", {}, el("h2", { id: "detail-title" }, metric.name), el("p", { class: "soft" }, viewName())),
        el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Close")),
      el("p", { class: "soft" }, metric.meaning),
      el("div", { class: "kpi-foot" }, el("span", { class: "big" }, show(metric, point?.v)), statusOf(point)),
      el("p", { class: "soft", id: "parts" }, partsOf(metric, point)),
      !has(metric.key) ? el("p", { class: "card empty" }, "No values here: ", absent())
        : isOnePeriod() ? null : el("section", {}, trend(metric.key, true)),
      el("section", { id: "drivers", tabindex: "-1" }, el("h3", {}, "What moved it"), drivers(metric, point)),
      el("section", {}, el("h3", {}, "By"), breakdown(metric)),
      el("section", {}, el("h3", {}, "What it is"), definition(metric)));
    if (!dialog.open) {
      document.body.classList.add("open");
      dialog.showModal();
    }
    if (openAt) byId(openAt).scrollIntoView();
    else dialog.scrollTop = 0;
    openAt = "";
  }

  function partsOf(metric, point) {
    if (!point || point.v === null) return "";
    const parts = [];
    if (point.d !== null) parts.push(`${plain(point.n)} / ${plain(point.d)}`);
    if (point.low !== undefined) parts.push(`95 % interval ${share(point.low)} to ${share(point.high)}`);
    if (point.target !== null) parts.push(saidGoal(metric, point));
    if (saidExpected(metric, point)) parts.push(`expected by the end ${saidExpected(metric, point)}`);
    if (isOpen(point)) parts.push(saidOpen(point));
    if (point.before !== null) parts.push(`${isOpen(point) ? "period before at the same age" : isRunning() ? "as many days of the period before" : "period before"} ${show(metric, point.before)}`);
    if (point.year !== null) parts.push(`a year ago${isOpen(point) ? " at the same age" : ""} ${show(metric, point.year)}`);
    return parts.join(" · ");
  }

  function drivers(metric, point) {
    if (isOnePeriod()) return el("p", { class: "card empty" }, "All time has no period before it to change from.");
    if (!point || point.v === null || point.before === null) return el("p", { class: "card empty" }, "There is no change to explain: one of the two periods has no value that can be compared.");
    if (isOpen(point)) return el("p", { class: "card empty" }, "This period is open: more of it is still to come. Its change, against the period before at the same age, is explained once it is ripe.");
    if (state.dimension !== "total") return el("p", { class: "card empty" }, "Changes are explained for the whole company. Look at the whole company to see what moved it.");
    const tables = metric.is_additive ? additiveDrivers(metric, point) : ratioDrivers(metric, point);
    if (!tables.length) return el("p", { class: "card empty" }, "This page holds no explanation of this change: it explains ratios and sums of the last two whole periods. The rest is in insights.change_drivers.");
    const note = metric.is_additive ? "How much each part gained or lost; the parts add up to the change."
      : "Mix: more or less weight of a part. Rate: the part itself got better or worse. All of them add up to the change.";
    return el("div", {}, el("p", { class: "note" }, note), ...tables);
  }

  function signed(metric, value) {
    if (value === null) return "–";
    const text = isShare(metric) ? `${fine.format(Math.abs(value) * 100)} pp` : show(metric, Math.abs(value));
    return `${value > 0 ? "▲" : value < 0 ? "▼" : ""} ${text}`.trim();
  }

  function additiveDrivers(metric, point) {
    return filters.map((dimension) => {
      const rows = data.dimensions[dimension].values.map((_, position) => {
        const one = points(metric.key, state.grain, dimension, position)[state.index];
        return one ? [called(dimension, position), one.before ?? null, one.v, (one.v ?? 0) - (one.before ?? 0)] : null;
      }).filter((row) => row && row[3] !== 0);
      if (!rows.length) return null;
      rows.sort((a, b) => Math.abs(b[3]) - Math.abs(a[3]));
      const top = rows.slice(0, 5);
      const rest = point.v - point.before - top.reduce((sum, row) => sum + row[3], 0);
      const shown = top.map(([name, before, now, moved]) => [name, show(metric, before), show(metric, now), signed(metric, moved)]);
      if (Math.abs(rest) > 1e-9 * Math.max(1, Math.abs(point.v))) shown.push(["All others", "", "", signed(metric, rest)]);
      return el("details", { open: dimension === "channel" }, el("summary", {}, DIMENSIONS[dimension]),
        framed(table(["", "Before", "Now", "Change"], shown)));
    }).filter(Boolean);
  }

  function ratioDrivers(metric) {
    const found = packed.drivers[metric.key]?.[state.grain]?.[data.periods[state.grain].starts[state.index]] ?? {};
    return Object.entries(found).map(([dimension, rows]) => {
      const shown = rows.map(([name, before, now, shareBefore, shareNow, mix, rate]) => [
        typeof name === "number" ? `${name} others` : saidAs(dimension, name),
        show(metric, before), show(metric, now),
        shareBefore === null && shareNow === null ? "" : `${share(shareBefore)} → ${share(shareNow)}`,
        signed(metric, mix), signed(metric, rate)]);
      return el("details", { open: dimension === "channel" }, el("summary", {}, DIMENSIONS[dimension] ?? words(dimension)),
        framed(table(["", "Before", "Now", "Weight", "Mix", "Rate"], shown)));
    });
  }

  function breakdown(metric) {
    const possible = Object.keys(DIMENSIONS).filter((dimension) => packed.series[metric.key]?.[state.grain]?.[dimension] && data.dimensions[dimension]);
    if (!possible.length) return el("p", { class: "card empty" }, "Not measured by any dimension at this grain.");
    const place = el("div", {});
    const select = el("select", { "aria-label": "Break down by" }, possible.map((dimension) => el("option", { value: dimension }, DIMENSIONS[dimension])));
    const fill = () => {
      const dimension = select.value;
      const one = data.dimensions[dimension];
      const rows = one.values.map((_, position) => {
        const point = points(metric.key, state.grain, dimension, position)[state.index];
        return { name: called(dimension, position), value: point?.v ?? null, n: point?.n ?? null, d: point?.d ?? null, low: point?.low ?? null, high: point?.high ?? null, tip: point ? explain(metric, point, called(dimension, position)) : null };
      }).filter((row) => row.value !== null || row.n !== null).sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity));
      const note = [
        one.left_out ? `The ${one.values.length} with the most leads, opportunities and sessions; ${count.format(one.left_out)} more are in the database.` : "",
        one.is_filter || isOnePeriod() ? "" : "In this page for the last two periods.",
      ].filter(Boolean).join(" ");
      place.replaceChildren(rows.length ? barsChart(metric.name, nameOf(state.grain, state.index), rows, metric, note) : el("p", { class: "card empty" }, `Nothing in this period. ${note}`));
    };
    select.addEventListener("change", fill);
    fill();
    return el("div", {}, select, place);
  }

  function definition(metric) {
    const [, below] = metric.formula.split(/ \/ (.*)/s);
    const empty = below ? `No value, never 0, where “${below.replace(/^\((.*)\)$/, "$1")}” is 0 or not known.`
      : metric.unit === "count" || metric.is_additive ? "0 where nothing happened; no rows where the input was not delivered."
      : "No value where nothing of the kind happened in the period.";
    const units = { ratio: isShare(metric) ? "share, shown in per cent" : "ratio", currency, currency_per_day: `${currency} a day`, multiple: "multiple (×)" };
    const facts = {
      Formula: metric.formula,
      Unit: units[metric.unit] ?? metric.unit,
      "No value": empty,
      Better: { up: "higher", down: "lower" }[metric.better] ?? "neither",
      Needs: metric.needs.replaceAll("&", "and").replaceAll("|", "or"),
      Source: metric.source,
      "Added up": metric.is_additive ? "may be added up over periods" : "never added up over periods",
      Key: metric.key,
      "Where it stands": `metrics.metric_values, metric = '${metric.key}'`,
    };
    if (metric.totals_first_on) {
      facts["Rests on sums"] = `${metric.totals_input} counts where there are no rows of their own, between ${longDay(metric.totals_first_on)} and ${longDay(metric.totals_last_on)}`;
    }
    return el("dl", { class: "card facts" }, Object.entries(facts).flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text ?? "")]));
  }

  // Sections of their own ----------------------------------------------------------------------

  // How far the leads of a month had come by the end of each month since: the triangle, as a table whose cells are shaded.
  function drawCohorts(main) {
    const cohorts = packed.cohorts[state.dimension]?.[state.position];
    if (!cohorts) return;
    const stages = ["MQL", "SQL", "Opportunity", "Customer"];
    const what = el("select", { "aria-label": "What the leads became" }, stages.map((name, i) => el("option", { value: i }, name)));
    const how = el("select", { "aria-label": "Shares or counts" }, el("option", { value: "share" }, "Share of the leads"), el("option", { value: "count" }, "Count"));
    const place = el("div");
    const longest = Math.max(...cohorts.map(([, , , cells]) => cells.length));
    const fill = () => {
      const stage = Number(what.value);
      const isShares = how.value === "share";
      const valueOf = (leads, cell) => (cell[stage] === null ? null : isShares ? cell[stage] / leads : cell[stage]);
      // One scale for the whole triangle, from 0: the same shade is the same value wherever it stands.
      const most = Math.max(0, ...cohorts.flatMap(([, leads, , cells]) => cells.map((cell) => valueOf(leads, cell) ?? 0)));
      const rows = [...cohorts].reverse().map(([start, leads, runs, cells]) => el("tr", {},
        el("th", { scope: "row" }, shortPeriod("month", start, start)),
        el("td", { class: "right" }, count.format(leads)),
        cells.map((cell, i) => {
          const value = valueOf(leads, cell);
          const isUnfinished = runs && i === cells.length - 1;
          const text = value === null ? "–" : isShares ? share(value) : count.format(value);
          const shaded = el("td", { class: isUnfinished ? "right cell open" : "right cell", title: isUnfinished ? "This month is not over: more may come" : null }, text, isUnfinished ? el("span", { class: "unseen" }, " so far") : null);
          if (value) shaded.style.backgroundColor = `color-mix(in srgb, var(--accent) ${((45 * value) / most).toFixed(1)}%, transparent)`;
          return shaded;
        }),
        Array.from({ length: longest - cells.length }, () => el("td", {}))));
      const head = ["Leads of", "Leads", ...Array.from({ length: longest }, (_, i) => String(i))];
      place.replaceChildren(el("div", { class: "card wide" }, el("table", { class: "cohorts" },
        el("caption", {}, `${stages[stage]}: ${isShares ? "share of the month's leads" : "how many of the month's leads"}, by the end of so many months since`),
        el("thead", {}, el("tr", {}, head.map((text, i) => el("th", { scope: "col", class: i ? "right" : null }, text)))),
        el("tbody", {}, rows))));
    };
    what.addEventListener("change", fill);
    how.addEventListener("change", fill);
    fill();
    main.append(block("Cohorts", "What became of the leads of each month, by the end of their own month (0) and of each month since. Read down a column to compare months at the same age; a dashed cell is of a month that is not over.",
      el("div", { class: "tools" }, what, how), place));
  }

  function drawMovements(main) {
    const { names, rows } = packed.movements;
    const ofGrain = rows[state.grain];
    if (!ofGrain) return;
    const start = data.periods[state.grain].starts[state.index];
    const found = ofGrain[state.dimension]?.[state.position]?.[start];
    if (!found) {
      main.append(block("What moved the open pipeline", ofGrain[state.dimension]
        ? "No pipeline was open in this period." : `Deals are not told apart by ${DIMENSIONS[state.dimension].toLowerCase()}.`));
      return;
    }
    const grain = state.grain === "year" ? "year" : "quarter";
    const soon = nameOf(grain, data.periods[grain]?.starts.findLastIndex((one) => one <= start) ?? -1);
    const scopes = { all: "All open pipeline", expected: `Expected to close in ${soon || "its quarter"}` };
    const charts = Object.entries(scopes).filter(([scope]) => found[scope]).map(([scope, title]) => waterfall(title, found[scope].map(([movement, ...numbers]) => [names[movement], ...numbers])));
    main.append(block("What moved the open pipeline", "From what was open when the period began to what was at its end, deal by deal and day by day. Amounts are at the rate of the day on which a deal was created.", el("div", { class: "charts" }, charts)));
  }

  // From the opening to the closing stock, each movement where the one before it ended.
  function waterfall(title, movements) {
    const inMoney = movements.some(([, , , amount]) => amount !== null);
    const said = (value) => (inMoney ? money(value) : plain(value)).replace("-", MINUS);
    const signedly = (value) => (value > 0 ? `+${said(value)}` : said(value));
    const colours = { "open": colour("accent"), "came in": colour("accent-soft"), "won": colour("good"), "went out": colour("bad") };
    let level = 0;
    const values = movements.map(([movement, deals, dealChange, amount]) => {
      const isStock = movement === "opening" || movement === "closing";
      const change = inMoney ? amount : dealChange;
      const from = isStock ? 0 : level;
      level = from + change;
      const text = isStock ? said(change) : signedly(change);
      return {
        name: words(movement), from, to: level, text, end: Math.max(from, level),
        kind: isStock ? "open" : movement === "won" ? "won" : change < 0 ? "went out" : "came in",
        deals, tip: { lines: [[words(movement)], [inMoney ? "Amount" : "Change of deals", text], ["Deals", plain(deals)]] },
      };
    }).filter((one, i) => inMoney || one.kind === "open" || movements[i][2] !== 0);
    const y = { field: "name", type: "nominal", scale: { domain: values.map((one) => one.name) }, axis: { title: null, domain: false, grid: false } };
    const most = Math.max(0, ...values.map((one) => Math.abs(one.end)));
    // Room for what is written behind the longest bar.
    const x = { type: "quantitative", scale: { nice: false, ...(most ? { domainMax: most * (narrow.matches ? 1.5 : 1.25) } : {}) }, axis: { title: inMoney ? currency : "deals", format: most < 10 ? ".2~f" : "~s", tickCount: 4, domain: false } };
    const kinds = Object.keys(colours).filter((kind) => values.some((one) => one.kind === kind));
    const box = figure(title, `${said(values[0].to)} → ${said(level)}`, {
      height: 70 + 24 * values.length, data: { values },
      layer: [
        { mark: { type: "bar", height: { band: 0.68 }, cornerRadius: 1 }, encoding: { y, x: { ...x, field: "from" }, x2: { field: "to" }, color: { field: "kind", type: "nominal", scale: { domain: kinds, range: kinds.map((kind) => colours[kind]) }, legend: { orient: "top", title: null } }, tooltip: { field: "tip" } } },
        { mark: { type: "text", align: "left", dx: 5 }, encoding: { y, x: { ...x, field: "end" }, text: { field: "text" }, tooltip: { field: "tip" } } },
      ],
    }, ["", inMoney ? "Amount" : "Change", "Deals"], values.map((one) => [one.name, one.text, plain(one.deals)]));
    box.querySelector(".chart").classList.add("short");
    return box;
  }

  function drawPipelineLists(main) {
    const outlook = data.lists.outlook.rows;
    const last = outlook.filter((row) => row.quarter_start === outlook[0]?.quarter_start);
    const names = { expected_sqos: "SQOs", expected_pipeline: "Pipeline created", expected_revenue: "Revenue" };
    const amount = (row, value) => (value === null ? "–" : row.quantity === "expected_sqos" ? plain(value) : money(value));
    const said = { measured: "", error_not_known: "error not measured yet", history_too_short: "history too short", no_basis: "nothing to go by" };
    if (last.length) {
      main.append(ofWhole(block(`Next quarter, from this quarter's meetings`, `Quarter from ${longDay(last[0].expected_quarter_start)}, seen from the quarter of ${longDay(last[0].quarter_start)}. The error is the mean of past quarters.`,
        tableCard(["Expected", "Value", "Range", "Past error", "Note"], last.map((row) => [
          names[row.quantity] ?? words(row.quantity), amount(row, row.expected_value),
          row.expected_low === null ? "–" : `${amount(row, row.expected_low)} to ${amount(row, row.expected_high)}`,
          share(row.mean_absolute_percentage_error), said[row.status] ?? words(row.status)]), null, "")), "the page holds the expectation of all of it; that of each channel is in insights.pipeline_outlook."));
    }
    const start = data.periods[state.grain].starts[state.index];
    const lost = data.lists.lost_reasons.rows;
    const grain = ["quarter", "year", "all_time"].includes(state.grain) ? state.grain : "quarter";
    const newest = lost.filter((row) => row.period_grain === grain && row.period_start <= start);
    const rows = newest.filter((row) => row.period_start === newest[0]?.period_start);
    if (rows.length) {
      const of = data.periods[grain];
      const index = of?.starts.indexOf(rows[0].period_start) ?? -1;
      const lostBlock = ofWhole(block("Why deals were lost", `Whole company, ${index < 0 ? rows[0].period_start : nameOf(grain, index)}.`,
        tableCard(["Reason", "Deals", "Amount"], rows.map((row) => [words(row.lost_reason), plain(row.lost_deals), money(row.lost_amount)]), null, "")), "reasons are counted for all deals.");
      const isOther = grain !== state.grain;
      main.append(isOther && !lostBlock.matches(".apart") ? apart(lostBlock, `Counted by quarter, not by ${state.grain}.`) : lostBlock);
    }
  }

  function drawAbm(main) {
    const target = data.dimensions.target_account;
    const yes = target ? target.values.indexOf("yes") : -1;
    if (yes >= 0 && !(state.dimension === "target_account" && state.position === yes)) {
      main.append(el("p", { class: "note" }, "The whole of what is chosen above. ", el("a", { href: toAddress({ ...state, dimension: "target_account", position: yes, index: Math.max(state.index, firstIndex({ ...state, dimension: "target_account" })) }) }, "Only target accounts")));
    }
    const sides = [
      ["Leading: what moves first", "Reach among the right people, engagement, leads, meetings.", LEADING],
      ["Lagging: what follows", "Opportunities, pipeline, win rate, revenue.", LAGGING],
    ];
    const takes = (pattern) => data.metrics.filter((metric) => pattern.test(metric.source ?? ""));
    main.append(el("div", { class: "split" }, sides.map(([title, note, pattern]) => {
      const side = block(title, note, compactTable(takes(pattern)));
      return side;
    })));
    drawAccounts(main);
  }

  // Lists of accounts and leads ----------------------------------------------------------------

  const dayOr = (text) => (text === null ? "" : longDay(text));
  // The first day's year is said where it is not the last one's.
  const daysFrom = (start, end) => {
    const said = (text, year) => dated(text, { day: "numeric", month: "short", ...(year ? { year: "numeric" } : {}) });
    if (start === null) return end === null ? "" : `– ${said(end, true)}`;
    return `${said(start, start.slice(0, 4) !== end?.slice(0, 4))} – ${end === null ? "" : said(end, true)}`.trim();
  };
  const wordsOr = (text) => (text === null ? "" : words(text));
  const textOr = (text) => text ?? "";
  const moneyOr = (value) => (value === null ? "–" : money(value).replace("-", MINUS));
  const TOUCHES = { session: "Visit", ad_interaction: "Reaction to an ad", email: "E-mail", meeting: "Meeting", inbound_request: "Inbound request" };
  const touchedBy = (kind, row) => (kind === null ? "" : `${TOUCHES[kind] ?? words(kind)}${row.last_touch_channel === kind ? "" : `, ${words(row.last_touch_channel).toLowerCase()}`}`);

  // Column: its heading, what it shows, and how; a column without a value is left out.
  const ACCOUNT_COLUMNS = [
    ["Account", "account_name", (name, row) => name ?? row.account_id], ["Tier", "account_tier", textOr], ["Owner", "owner", textOr],
    ["Stage", "stage", wordsOr], ["Open pipeline", "open_pipeline", moneyOr], ["Touches", "touches", plain], ["People", "people_engaged", plain],
    ["Last touch", "last_touch_on", dayOr], ["What it was", "last_touch_kind", touchedBy],
    ["Visits", "sessions", plain], ["Pages", "page_views", plain], ["Ads", "ad_interactions", plain],
    ["E-mails opened", "emails_opened", plain], ["Clicked", "emails_clicked", plain], ["Answered", "emails_replied", plain],
    ["Meetings", "meetings", plain], ["Inbound", "inbound_requests", plain],
    ["Leads known", "leads", plain], ["Won revenue", "won_revenue", moneyOr], ["Segment", "segment", words],
  ];
  const CALL_COLUMNS = [
    ["Lead", "lead_id", String], ["Account", "account_name", (name, row) => name ?? row.account_id ?? ""], ["Tier", "account_tier", textOr],
    ["Owner", "owner", textOr], ["Stage", "stage", words], ["Grade", "grade", textOr],
    ["Chance", "probability", share], ["Speaks for it", "strongest_reason_for", wordsOr], ["Against it", "strongest_reason_against", wordsOr],
    ["Touches", "touches", plain], ["Last touch", "last_touch_on", dayOr], ["What it was", "last_touch_kind", touchedBy],
    ["Lead since", "created_on", longDay], ["The account is", "account_stage", wordsOr],
  ];

  // A table of a list's rows with a choice for each of some columns.
  function choosingTable(list, rows, columns, choices, nothing) {
    const shown = columns.filter(([, key]) => rows.some((row) => row[key] !== null));
    const chosen = new Map();
    const place = el("div", { class: "tall" });
    const fields = choices.map(([label, key]) => [label, key, [...new Set(rows.map((row) => row[key] ?? ""))].sort(COLLATOR.compare)])
      .filter(([, , values]) => values.length > 1)
      .map(([label, key, values]) => {
        const choice = el("select", { "aria-label": label, onchange: () => {
          chosen.set(key, choice.value);
          fill();
          choice.focus();
        } });
        options(choice, [["all", `${label}: all`], ...values.map((value) => [`=${value}`, value === "" ? "Without" : key === "owner" || key === "account_tier" ? value : words(value)])], "all");
        return el("div", { class: "field" }, choice);
      });
    const fill = () => {
      const kept = rows.filter((row) => [...chosen].every(([key, value]) => value === "all" || `=${row[key] ?? ""}` === value));
      const node = table(shown.map(([head]) => head), kept.map((row) => shown.map(([, key, write]) => write(row[key], row))));
      kept.forEach((row, i) => shown.forEach(([, key], column) => {
        // Days are ordered by time, not by their names.
        if (key.endsWith("_on")) node.tBodies[0].rows[i].cells[column].dataset.value = row[key] === null ? "" : String(Date.parse(row[key]));
      }));
      const keys = Object.keys(rows[0] ?? {});
      place.replaceChildren(...(rows.length ? [framed(node, { extra: fields, csv: () => [keys, ...[...kept].map((row) => keys.map((key) => row[key]))] })] : [el("p", { class: "card empty" }, nothing)]),
        ...(list.left_out ? [el("p", { class: "note" }, `${count.format(list.left_out)} more rows are in the database.`)] : []));
    };
    fill();
    return place;
  }

  // The rows that what is chosen above leaves, where they know its dimension.
  function ofView(rows, columns = {}) {
    const value = state.dimension === "total" ? null : data.dimensions[state.dimension].values[state.position];
    const column = columns[state.dimension] ?? state.dimension;
    const isKnown = value === null || (rows.length > 0 && column in rows[0]);
    return [value === null || !isKnown ? rows : rows.filter((row) => row[column] === value), isKnown];
  }

  function drawAccounts(main) {
    const list = packed.accounts;
    if (!list.rows.length) return;
    const [rows, isKnown] = ofView(list.rows);
    const { accounts, covered, is_led, engaged, is_touched, with_open_deals, is_dealt, customers } = list.target_list;
    const part = (number, text) => `${count.format(number)} ${text}`;
    const reach = [is_led ? part(covered, "with a lead known") : "", is_touched ? part(engaged, "engaged in the last 90 days") : "", is_dealt ? part(with_open_deals, "with open deals") : "", part(customers, "customers")].filter(Boolean).join(", ");
    const said = accounts ? `Of ${part(accounts, accounts === 1 ? "account" : "accounts")} on the target list ${reach}. ` : "No account is marked as a target account: these have open deals. ";
    const section = block("Account by account", `${said}As of ${longDay(data.release.as_of)}; touches are of the last 90 days. A dash is not measured. All accounts are in insights.account_engagement.`,
      choosingTable(list, rows, ACCOUNT_COLUMNS, [["Tier", "account_tier"], ["Owner", "owner"], ["Stage", "stage"]], "None of these accounts is of what is chosen above."));
    main.append(isKnown ? section : ofWhole(section, "an account is reached by many of them."));
  }

  function drawCalls(main) {
    const list = packed.calls;
    if (!list.rows.length) return;
    const [rows, isKnown] = ofView(list.rows);
    const section = block("Whom to call first", `Leads of the last 90 days, or touched in these days, without an opportunity, as of ${longDay(data.release.as_of)}: first by the chance that they come to something, then by score and touches. The CRM knows each by its id.`,
      choosingTable(list, rows, CALL_COLUMNS, [["Tier", "account_tier"], ["Owner", "owner"], ["Stage", "stage"]], "None of these leads is of what is chosen above."));
    main.append(isKnown ? section : ofWhole(section, "the list tells leads apart by channel, segment and target account."));
  }

  // Without the columns that half a page has no room for; they are one click away.
  function compactTable(shown) {
    const box = metricTable(shown);
    box.querySelectorAll("tr:not(.area)").forEach((row) => [5, 2].forEach((place) => row.children[place].remove()));
    box.querySelectorAll("tr.area th").forEach((cell) => cell.setAttribute("colspan", "5"));
    box.querySelector("table")?.classList.add("compact");
    return box;
  }

  function drawFunnel(main) {
    const { stages, rows } = packed.funnel;
    const start = data.periods[state.grain].starts[state.index];
    const found = rows[state.grain]?.[state.dimension]?.[state.position]?.[start];
    if (!found?.length) {
      main.append(el("p", { class: "card empty" }, state.dimension === "total"
        ? "No one entered a stage in this period, or the inputs of the funnel were not delivered."
        : "The funnel is measured by channel, segment and program; choose one of them, or another period."));
      return;
    }
    const shown = found.map(([stage, entered, movedOn, dropped, open, conversion, days]) => ({ name: words(stages[stage]), entered, movedOn, dropped, open, conversion, days }));
    const layer = [["movedOn", "went on", colour("accent")], ["open", "still open", colour("accent-soft")], ["dropped", "dropped", colour("line")]];
    const values = shown.flatMap((row) => layer.map(([key, text], order) => ({
      name: row.name, kind: text, order, value: row[key],
      tip: { lines: [[row.name], ["Entered", plain(row.entered)], ["Went on", plain(row.movedOn)], ["Still open", plain(row.open)], ["Dropped", plain(row.dropped)], ["Went on, of all", share(row.conversion)], ["Median days to the next", plain(row.days)]] },
    })));
    const head = ["Stage", "Entered", "Went on", "Dropped", "Still open", "Went on, of all", "Median days"];
    const lines = shown.map((row) => [row.name, plain(row.entered), plain(row.movedOn), plain(row.dropped), plain(row.open), row.conversion === null ? "–" : meter(row.conversion), plain(row.days)]);
    main.append(figure("Who entered each stage in the period, and what became of them", viewName(), {
      height: 70 + 36 * shown.length, data: { values },
      mark: { type: "bar", height: { band: 0.68 } },
      encoding: {
        y: { field: "name", type: "nominal", scale: { domain: shown.map((row) => row.name) }, axis: { title: null, domain: false, grid: false } },
        x: { field: "value", type: "quantitative", stack: "zero", axis: { title: null, tickCount: 5, format: "~s", domain: false } },
        order: { field: "order" },
        color: { field: "kind", type: "nominal", scale: { domain: layer.map((one) => one[1]), range: layer.map((one) => one[2]) }, legend: { orient: "top", title: null } },
        tooltip: { field: "tip" },
      },
    }, head, lines.map((line) => line.map((cell) => (cell instanceof Node ? cell.cloneNode(true) : cell))), "A stage counts who entered it in the period, so a later stage can be larger than the one before."));
    main.append(block("Stage by stage", null, tableCard(head, lines, null, "")));
  }

  let credited = "revenue";

  function drawAttribution(main) {
    const { models, rows } = packed.attribution;
    const start = data.periods[state.grain].starts[state.index];
    if (models.length) {
      const kind = "deal_won";
      const found = rows[kind]?.[state.grain]?.[start] ?? {};
      const choice = el("select", { "aria-label": "What is credited" }, el("option", { value: "revenue" }, "Revenue won"), el("option", { value: "deals" }, "Deals won"), el("option", { value: "leads" }, "Leads"));
      choice.value = credited;
      const place = el("div", {});
      const fill = () => {
        credited = choice.value;
        place.replaceChildren(...attributionTables(models, credited === "leads" ? rows.lead?.[state.grain]?.[start] ?? {} : found));
      };
      choice.addEventListener("change", fill);
      fill();
      main.append(block("Which channels and campaigns earned it", "Each model hands out the same total another way. Where they agree, the answer is safe; where they differ, it depends on the question.", choice, place));
    } else main.append(el("p", { class: "card empty" }, "No attribution: it needs sessions, leads and deals."));
    drawCalls(main);
    drawScores(main);
  }

  function attributionTables(models, found) {
    const shown = ["channel", "campaign", ...data.own_dimensions].filter((dimension) => found[dimension]).map((dimension) => [dimension, found[dimension]]);
    if (!shown.length) return [el("p", { class: "card empty" }, "Nothing was credited in this period, or it is older than the last four periods, which this page holds. Attribution is by month, quarter, year and of all time.")];
    const which = credited === "revenue" ? 1 : 0;
    const write = (value) => (value === null ? "–" : credited === "revenue" ? money(value) : decimal.format(value));
    const isKnown = state.dimension === "total" || shown.some(([dimension]) => dimension === state.dimension);
    const why = isKnown ? null : el("p", { class: "note why" }, `Of the whole company, not of ${saidView()}: credit goes to touches, which have a channel and a campaign, and no ${DIMENSIONS[state.dimension].toLowerCase()}.`);
    const tables = shown.filter(([dimension]) => !isKnown || state.dimension === "total" || dimension === state.dimension).map(([dimension, { values, left_out }]) => {
      const chosen = dimension === state.dimension ? data.dimensions[dimension].names[state.position] : null;
      const numbers = values.map(([name, per]) => [saidAs(dimension, name), models.map((_, i) => per[i]?.[which] ?? null)]);
      const totals = models.map((_, i) => numbers.reduce((sum, [, per]) => sum + (per[i] ?? 0), 0));
      return el("div", { class: "block" },
        framed(el("table", {},
          el("thead", {}, el("tr", {}, el("th", { scope: "col" }, DIMENSIONS[dimension]), models.map((model) => el("th", { scope: "col", class: "right" }, words(model))))),
          el("tbody", {}, numbers.map(([name, per], i) => [name, per, values[i][0]]).filter(([, , name]) => chosen === null || name === chosen).map(([name, per]) => el("tr", {}, el("th", { scope: "row" }, name), per.map((value, i) => {
            const cell = el("td", { class: "right heat" }, write(value));
            cell.style.setProperty("--share", totals[i] ? Math.round((45 * (value ?? 0)) / totals[i]) : 0);
            return cell;
          })))))),
        chosen !== null && !values.some(([name]) => name === chosen) ? el("p", { class: "card empty" }, `Nothing was credited to ${saidView()} in this period, or it is not among the largest, which this page holds.`) : null,
        left_out ? el("p", { class: "note" }, `${count.format(left_out)} smaller ones are in insights.attribution.`) : null);
    });
    if (why) tables.forEach((one) => one.classList.add("apart"));
    return why ? [why, ...tables] : tables;
  }

  function drawScores(main) {
    const grades = data.lists.grades;
    if (grades.rows.length) {
      main.append(ofWhole(block("Lead scores", "All leads up to the data's last day. The probability comes from the model below; the grade from the rules. What tells no better than a guess gives none.",
        tableCard(["Grade", "Leads", "Mean score", "Mean probability of the outcome", "Still young"], grades.rows.map((row) => [row.grade ?? "–", plain(row.leads), plain(row.score), row.probability === null ? "–" : meter(row.probability), plain(row.young)]), grades, "")), "the page counts the grades of all leads; each lead's is in insights.lead_scores."));
    }
    const accuracy = data.lists.score_accuracy.rows;
    if (accuracy.length) {
      main.append(ofWhole(block("How far the score can be trusted", "Measured on leads that the model did not learn from (held out). 0.5 is a coin's AUC, 1 is perfect; the lift is how much better the best tenth does.",
        tableCard(["Outcome", "Leads", "Model", "Positives", "AUC", "Lift of the best tenth", "Used"], accuracy.filter((row) => row.cohort === "held_out").map((row) => [words(row.outcome), plain(row.leads), words(row.model), plain(row.positives), plain(row.auc), row.top_decile_lift === null ? "–" : `${fine.format(row.top_decile_lift)}×`, row.is_used ? "yes" : words(row.status)]), null, "No leads were held out.")), "one model is learned from all leads."));
    }
    const frameworks = data.lists.frameworks;
    const asked = frameworks.rows.filter((row) => row.denominator);
    if (asked.length) {
      const fits = [...new Set(asked.map((row) => row.fit))];
      const lines = [...new Set(asked.map((row) => row.outcome))].flatMap((outcome) =>
        [...new Set(asked.map((row) => row.framework))].map((framework) => [framework, words(outcome), ...fits.map((fit) => {
          const row = asked.find((one) => one.framework === framework && one.outcome === outcome && one.fit === fit);
          return row ? `${share(row.conversion)} of ${plain(row.denominator)}` : "–";
        })]));
      main.append(ofWhole(block("Does qualification pay?", "The share of leads that went on, by how fully they fit a framework when they were asked.",
        tableCard(["Framework", "Became", ...fits.map(words)], lines, frameworks, "")), "too few leads answer to tell them apart any further."));
    }
  }

  const TAGS = {
    unknown_utm: "No campaign has this tag", spelling_variant: "Another spelling of a tag",
    shared_utm: "Several campaigns have this tag", spend_without_visits: "Spend without a visit",
  };

  function drawQuality(main) {
    const { reconciliation, reasons, flags, unknown_values: unknown, completeness, duplicates, unmatched, without_rate: rates, freshness: ages, utm_audit: tags } = data.lists;
    // Inputs with rows, and columns that say something; an input that is missing stands for its columns.
    if (state.dimension !== "total") main.append(el("p", { class: "note why" }, `Of all that was delivered, not of ${saidView()}: rows that were set aside have no channel or segment.`));
    const delivered = new Set([...Object.entries(data.release.inputs).filter(([, rows]) => rows > 0).map(([name]) => name), ...data.release.columns]);
    const source = (name) => name.split(".")[0];
    const needed = data.metrics.flatMap((metric) => metric.needs.match(/[a-z0-9_.]+/g) ?? []);
    const all = new Set([...reconciliation.rows.map((row) => row.input), ...needed.map((name) => delivered.has(source(name)) ? name : source(name))]);
    const missing = [...all].filter((name) => !delivered.has(name)).sort();
    const brought = (name) => new Set([...delivered, name, ...needed.filter((one) => source(one) === name)]);
    const costs = missing.map((name) => [name, data.metrics.filter((metric) => !possible(metric.needs, delivered) && possible(metric.needs, brought(name))).map((metric) => metric.name)])
      .filter(([name, lost]) => lost.length || !name.includes("."));
    const silent = data.metrics.filter((metric) => !packed.series[metric.key]);
    main.append(block("What is missing, and what that costs", null, missing.length
      ? tableCard(["Not delivered", "Metrics that it alone would bring"], costs.map(([name, lost]) => [name, lost.join(", ") || "none by itself"]), null, "")
      : el("p", { class: "card empty" }, "All that the metrics need was delivered.")));
    if (silent.length) main.append(el("p", { class: "note" }, `Metrics without a value in any period of this page: ${silent.map((metric) => metric.name).join(", ")}.`));
    main.append(block("Rows delivered, accepted, set aside", "No row is lost: delivered = accepted + set aside. Repeated keys are set aside too, and are no error.",
      tableCard(["Input", "Delivered", "Accepted", "Set aside", "Invalid"], reconciliation.rows.map((row) => [row.input, plain(row.rows_delivered), plain(row.rows_accepted), plain(row.rows_rejected), share(row.invalid_share)]), reconciliation, "No rows were delivered.")));
    if (ages.rows.length) {
      main.append(block("Until when each input goes", "An input lags behind after so many days without a row; what it would count after its last day is not measured.",
        tableCard(["Input", "Last day", "Days behind", "Lags behind after", "State"], ages.rows.map((row) => [row.input, longDay(row.last_event_on), plain(row.days_behind), row.warn_after_days === null ? "–" : `${plain(row.warn_after_days)} days`, words(row.state)]), ages, "")));
    }
    if (flags.rows.length) {
      main.append(block("Used, but looks wrong", "These rows count all the same. quality.flags names every one.",
        tableCard(["Column", "What looks wrong", "Rows"], flags.rows.map((row) => [`${row.input}.${row.column_name}`, row.rule, plain(row.row_count)]), flags, "")));
    }
    if (unknown.rows.length) {
      main.append(block("What was not understood", "Nothing is wrong with these rows. The last column says which line, where, would settle a value.",
        tableCard(["Column", "Value", "Rows", "Counts as", "Settled by"], unknown.rows.map((row) => [`${row.input}.${row.column_name}`, row.value, plain(row.row_count), row.counted_as, el("code", {}, row.settled_by)]), unknown, "")));
    }
    main.append(el("div", { class: "split" },
      block("Why rows were set aside", "quality.rejected_rows names every one.", tableCard(["Input", "Reason", "Rows"], reasons.rows.map((row) => [row.input, row.reasons, plain(row.rows_rejected)]), reasons, "None was.")),
      block("What is not filled in", "Columns with gaps, the emptiest first.", tableCard(["Column", "Filled", ""], completeness.rows.map((row) => [`${row.input}.${row.column_name}`, meter(row.filled_share), row.is_required ? "required" : ""]), completeness, "Every column is filled."))));
    if (tags.rows.length) {
      main.append(block("Links and campaigns that are tagged wrong", "Over all time. Sessions and leads of a tag that no campaign has count under no campaign. Spend without visits is right where a form on the platform brings the leads.",
        tableCard(["What is wrong", "Tag or campaign", "Most likely meant", "Campaign", "Sessions", "Leads", "Spend", "First day", "Last day"], tags.rows.map((row) => [
          TAGS[row.finding], row.finding === "spend_without_visits" ? row.campaign : row.subject, row.meant ?? "", taggedCampaign(row), plain(row.sessions), plain(row.leads),
          row.spend_amount === null ? "–" : money(row.spend_amount), longDay(row.first_on), longDay(row.last_on)]), tags, "")));
    }
    main.append(el("div", { class: "split" },
      block("Duplicates", null, tableCard(["Input", "Rule", "Duplicates", "Share"], duplicates.rows.map((row) => [row.input, row.rule, plain(row.duplicate_count), share(row.duplicate_share)]), duplicates, "None were found.")),
      block("References that lead nowhere", null, tableCard(["Column", "Refers to", "Unmatched", "Share"], unmatched.rows.map((row) => [`${row.input}.${row.column_name}`, row.refers_to, plain(row.unmatched_count), share(row.unmatched_share)]), unmatched, "Every reference is met."))));
    if (rates.rows.length) {
      main.append(block("Amounts that could not be converted", "Set aside and counted, never guessed.",
        tableCard(["Input", "Used for", "Currency", "Why", "Rows", "Amount"], rates.rows.map((row) => [row.input, row.used_for, row.currency ?? "–", row.reason, plain(row.row_count), plain(row.amount)]), rates, "")));
    }
  }

  function taggedCampaign(row) {
    if (row.campaign === null || row.finding === "spend_without_visits") return "";
    return row.campaign_count > 1 ? `${row.campaign} and ${count.format(row.campaign_count - 1)} more` : row.campaign;
  }

  // Whether what was delivered meets what a metric needs: inputs, columns, "&", "|" and brackets.
  function possible(needs, delivered) {
    const tokens = needs.match(/[a-z0-9_.]+|[&|()]/g) ?? [];
    let place = 0;
    const either = () => {
      let met = both();
      while (tokens[place] === "|") { place += 1; met = both() || met; }
      return met;
    };
    const both = () => {
      let met = one();
      while (tokens[place] === "&") { place += 1; met = one() && met; }
      return met;
    };
    const one = () => {
      const token = tokens[place++];
      if (token !== "(") return delivered.has(token) || (!data.release.columns.length && delivered.has(token.split(".")[0]));
      const met = either();
      place += 1;
      return met;
    };
    return tokens.length === 0 || either();
  }

  // The foot -----------------------------------------------------------------------------------

  function drawFoot() {
    byId("freshness").textContent = `Data up to ${longDay(data.release.as_of)} · amounts in ${currency}`;
    const recent = grains.filter((grain) => grain !== "all_time");
    const reach = recent.map((grain) => `${data.periods[grain].starts.length} ${grain}s`).join(", ");
    const values = recent.map((grain) => `${data.reach[grain][1]} ${grain}s`).join(", ");
    const left = filters.filter((key) => data.dimensions[key].left_out).map((key) => `${count.format(data.dimensions[key].left_out)} more of ${DIMENSIONS[key].toLowerCase()}`);
    byId("foot").replaceChildren(
      el("p", {}, `Release ${data.release.id}. This page holds the last ${reach} of the whole company, and the last ${values} of each value of a dimension (those with the most leads, opportunities and sessions${left.length ? `; left out: ${left.join(", ")}` : ""}). All time holds everything. Days and all older periods are in leadmart.duckdb, beside this file.`),
      el("p", {}, "A change compares with the period before, a running period with as many of its days, an open one with it at the same age. A benchmark is a default target, by which nothing is judged. pp: percentage points. A dash: the value cannot be said, which is not 0."));
  }

  drawFoot();
  listen();
  draw();
})();
