/** HTML report in one page: nothing is fetched, nothing is run, and the same result gives the same bytes. */
import type { StudyResult } from "../analysis/result.ts";
import type { Charts } from "./charts/charts.ts";
import { groupSection, type Part, partsOf } from "./group.ts";
import { clean, type Html, html, prose, raw } from "./parts/html.ts";
import { STYLE } from "./parts/style.ts";
import { type View, viewsOf } from "./parts/view.ts";

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cg fill='%230b62a4'%3E%3Crect x='1' y='9' width='3' height='6'/%3E%3Crect x='6' y='5' width='3' height='10'/%3E%3Crect x='11' y='1' width='3' height='14'/%3E%3C/g%3E%3C/svg%3E";

/** Makes `report.html` of a study's result: a whole document that needs no other file and no network. */
export function reportHtml(result: StudyResult, charts: Charts): string {
  const { study } = result;
  const groups = viewsOf(result).map((view) => ({ view, parts: partsOf(view, charts) }));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${clean(study.title)} – billp study</title>
<link rel="icon" href="${raw(ICON)}">
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<p class="over">billp study <code>${study.name}</code></p>
<h1>${study.title}</h1>
<p class="lead">${prose(study.question)}</p>
${banners(result, charts)}
${contents(groups)}
</header>
<main>
${groups.map(({ view, parts }) => groupSection(view, parts))}
${groups.length === 0 ? html`<p>No run of this study is finished.</p>` : null}
</main>
<footer>${made(result)}</footer>
</body>
</html>
`;
  return page.html;
}

function banners({ offline, complete, missing }: StudyResult, charts: Charts): Html {
  const rules = html`<div class="banner" role="note"><p><strong>Offline model.</strong> Every answer here came from a set of rules, not from a language model. The numbers speak of the machinery and of these worlds; of language models they say nothing.</p></div>`;
  const lacking = html`<div class="banner bad" role="note"><p><strong>This study is not complete.</strong> Arms with missing runs are compared over the pairs that exist.</p>${missing.length === 0 ? null : html`<ul>${missing.map((m) => html`<li>${prose(m)}</li>`)}</ul>`}</div>`;
  const bare = html`<div class="banner" role="note"><p>${charts.missing}</p></div>`;
  if (complete && !offline && charts.missing === null) return html``;
  return html`<div class="banners">${complete ? null : lacking}${offline ? rules : null}${charts.missing === null ? null : bare}</div>`;
}

function contents(groups: readonly { readonly view: View; readonly parts: readonly Part[] }[]): Html {
  const link = (id: string, title: string) => html`<a href="#${id}">${title}</a>`;
  const items = groups.map(
    ({ view, parts }) => html`<li><span class="top">${link(view.id, view.name)}</span>
<ul>${parts.map((p) => html`<li>${link(p.id, p.title)}</li>`)}</ul></li>`,
  );
  return html`<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>${items}<li><span class="top">Notes</span>
<ul><li>${link("reading", "How to read this")}</li><li>${link("made", "How it was made")}</li></ul></li></ol></nav>`;
}

function made({ study }: StudyResult): Html {
  const level = Math.round(100 * study.level);
  return html`<section aria-labelledby="reading"><h2 id="reading">How to read this</h2>
<ul><li><strong>These trained runs</strong>: the ${level} % interval when users are drawn again and all seeds of a user stay together. A statement about exactly these runs.</li>
<li><strong>The method</strong>: users and seeds are both drawn again. A statement about what another training would give; it does not exist with one seed, and with few seeds it is still too narrow.</li>
<li><strong>Holm</strong>: the p value after correction over all rows of its table. Headline measures form one table, exploratory ones another.</li>
<li>A difference that is not claimed is not shown to be zero. A dash (–) stands where a number does not exist.</li></ul></section>
<section aria-labelledby="made"><h2 id="made">How it was made</h2>
<p>Seeds ${study.seeds.join(", ")}. The same command makes the same report:</p>
<pre><code>${study.command}</code></pre>
<p class="note">Beside this page: <code>study.json</code> with every number, the same tables as <code>report.md</code>, <code>report.tex</code> and CSV.</p></section>`;
}
