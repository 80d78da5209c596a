import { readFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import type { StudyResult } from "../../../../experiments/studies/analysis/result.ts";
import { noCharts } from "../../../../experiments/studies/report/charts/charts.ts";
import { openCharts } from "../../../../experiments/studies/report/charts/open-charts.ts";
import { plotCharts } from "../../../../experiments/studies/report/charts/plot-charts.ts";
import { reportHtml as pageOf } from "../../../../experiments/studies/report/page.ts";
import { escapeHtml, html, prose } from "../../../../experiments/studies/report/parts/html.ts";
import { HOSTILE, sampleStudy } from "./sample.ts";

const reportHtml = (of: StudyResult) => pageOf(of, plotCharts);
const result = sampleStudy();
const page = reportHtml(result);
const { document } = parseHTML(page);

describe("the page", () => {
  test("escapes hostile names and titles, in text, attributes and drawings", () => {
    expect(document.querySelectorAll("script, img, iframe, object, embed")).toHaveLength(0);
    expect(page).not.toMatch(/<script|<img|onerror=(?!alert\(1\)&gt;)/);
    expect(page).toContain(escapeHtml(HOSTILE));
    expect(
      [...document.querySelectorAll("th")].some((th) => th.textContent.includes("<script>alert(1)</script> & 50%_#{x}")),
    ).toBe(true);
    for (const element of document.querySelectorAll("*"))
      for (const { name } of element.attributes) expect(name).not.toMatch(/^on/);
  });

  test("the same result gives the same bytes", () => {
    expect(reportHtml(structuredClone(result))).toBe(page);
    expect(reportHtml(JSON.parse(JSON.stringify(result)))).toBe(page);
  });

  test("asks for nothing from outside", () => {
    for (const e of document.querySelectorAll("[src], link[href], use, image")) expect(e.getAttribute("href")).toMatch(/^data:/);
    expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|@import|url\(/);
  });

  test("every link has a target, and no id stands twice", () => {
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href") as string);
    expect(links.length).toBeGreaterThan(60);
    for (const href of links) expect(ids).toContain(href.slice(1));
  });

  test("every measure, arm, sentence and run appears", () => {
    const text = document.body.textContent;
    for (const { name, headline } of result.measures) expect(text).toContain(headline ? name.replace("_", "") : name);
    for (const group of result.groups) {
      for (const arm of group.arms) for (const { run } of arm.runs) expect(text).toContain(run);
      for (const sentence of group.cautions) expect(text).toContain(sentence);
    }
    expect(text).toContain(result.study.command);
    expect(text).toContain("2 of 5 runs are missing");
  });

  test("says what it rests on, and only that", () => {
    expect(page).toContain("Offline model.");
    const real = reportHtml(sampleStudy({ offline: false, complete: true, missing: [] }));
    expect(real).not.toContain("Offline model.");
    expect(real).not.toContain("not complete");
  });

  test("headings go down one step at a time, tables have heads, drawings have names", () => {
    const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map((h) => Number(h.tagName[1]));
    for (const [i, level] of levels.slice(1).entries()) expect(level - (levels[i] as number)).toBeLessThanOrEqual(1);
    for (const table of document.querySelectorAll("table")) expect(table.querySelector("thead th")).not.toBeNull();
    const drawings = [...document.querySelectorAll("svg")];
    expect(drawings.length).toBe(3 + 3 + 3 + 2 + 3 + 3 + 2);
    for (const svg of drawings) expect(svg.getAttribute("aria-label")?.length).toBeGreaterThan(20);
    expect(page).not.toMatch(/NaN|undefined|\[object|⚠/);
  });
});

describe("what is missing does not break it", () => {
  test("no group, no arm, one arm, arms without anything", () => {
    expect(reportHtml(sampleStudy({ groups: [] }))).toContain("No run of this study is finished.");
    const group = result.groups[0]!;
    const bare = { ...group.arms[0]!, episodes: 0, values: {}, quits: {}, popularity: [], critic: null, runs: [], shown: [] };
    const alone = { ...group, baseline: null, comparisons: [], curves: [], conclusions: [], cautions: [] };
    for (const arms of [[], [group.arms[0]!], [bare], [bare, { ...bare, name: "other" }]]) {
      const made = reportHtml(sampleStudy({ groups: [{ ...alone, arms }] }));
      expect(made).not.toMatch(/NaN|undefined|Infinity|Differences to/);
    }
  });

  test("comparisons without numbers, and with one seed", () => {
    const empty = { difference: null, relative: null, trainedRuns: null, method: null, winRate: null, power: null };
    const groups = result.groups.map((g) => ({ ...g, comparisons: g.comparisons.map((c) => ({ ...c, ...empty })) }));
    expect(reportHtml(sampleStudy({ groups }))).not.toMatch(/NaN|undefined|Infinity/);
  });
});

test("templates escape what is not HTML, and names of measures get their subscript", () => {
  expect(html`<b title="${'"x"'}">${"a < b & c"}${null}${[html`<i>1</i>`, "<"]}</b>`.html).toBe(
    '<b title="&quot;x&quot;">a &lt; b &amp; c<i>1</i>\n&lt;</b>',
  );
  expect(prose("R_traj of <x>").html).toBe("R<sub>traj</sub> of &lt;x&gt;");
  expect(escapeHtml("a\u0000\u202eb\nc")).toBe("ab c");
});

test("no module of the report reads a clock or chance", () => {
  for (const file of ["page", "group", "tables", "markdown", "latex", "charts/draw"])
    expect(readFileSync(`experiments/studies/report/${file}.ts`, "utf8")).not.toMatch(/Date\.|new Date|Math\.random|randomUUID/);
});

describe("without the packages that draw", () => {
  const absent = (name: string) =>
    Promise.reject(Object.assign(new Error(`Cannot find package '${name}'`), { code: "ERR_MODULE_NOT_FOUND" }));

  test("the page has its tables and a sentence that says what to install", async () => {
    const bare = pageOf(result, await openCharts(() => absent("linkedom")));
    expect(bare).toContain("npm install @observablehq/plot linkedom");
    const { document } = parseHTML(bare);
    expect(document.querySelectorAll("svg, figure")).toHaveLength(0);
    const tables = (text: string) => parseHTML(text).document.querySelectorAll("table").length;
    expect(tables(bare)).toBe(tables(page));
    expect(page).not.toContain("npm install");
    expect(pageOf(result, noCharts("<b>"))).toContain("&lt;b&gt;");
  });

  test("another failure is not taken for a missing package", async () => {
    await expect(openCharts(() => absent("something-else"))).rejects.toThrow("something-else");
    await expect(openCharts(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });
});
