/**
 * What of the docs is written from the code: docs/settings.md from the schemas, the tables of docs/methods.md from the definitions.
 * tools/scripts/make-docs.ts writes it, and a test says when it is out of date.
 */
import { BUILT_IN_METHODS, BUILT_IN_POLICIES } from "../../methods/built-in.ts";
import { compareFields } from "./compare-flags.ts";
import { estimateFields } from "./estimate-flags.ts";
import type { Field } from "./fields.ts";
import { methodTable, policyTable } from "./players.ts";
import { operationFields, settingsFields } from "./run.ts";
import { studyFields } from "./study.ts";
import { buildFields } from "./world.ts";

/** The page as it should stand in docs/settings.md. */
export function settingsPage(): string {
  return `<!-- Written by tools/scripts/make-docs.ts from core/settings.ts, the schemas in apps/cli/ and worlds/build/options.ts. Do not edit. -->
# Settings

Every setting stands in one schema, with its meaning, range and default. The flags of the command line, the input form of Studio
and this page come from it. In code, \`settings\` takes the names of the first column: \`runExperiment({ settings: { train: 50 } })\`.

## What a run is

\`settingsSchemaWith\` in [core/settings.ts](../core/settings.ts), with the names of [methods/registry.ts](../methods/registry.ts). Kept in the run folder's settings.json; a resumed run must have the same.

${fieldTable(settingsFields(), true)}

## What only the operator sets

The operator is whoever runs billp: at a shell, in code, or as the owner of a server. These are no settings, and nothing that a caller sends can set them:
graph inputs, session requests, pages, run folders, study files and datasets are refused where they try, or their value is kept as a record.

| what | environment | flag | in code |
| --- | --- | --- | --- |
| address of an OpenAI-compatible server | \`BILLP_BASE_URL\`, else \`OPENAI_BASE_URL\` | \`--base-url\` | \`operator: { baseUrl }\` |
| its key | \`BILLP_API_KEY\` | – | \`operator: { apiKey }\` |
| key of OpenAI's own server | \`OPENAI_API_KEY\` | – | \`operator: { apiKey }\`, without an address |
| folder of worlds that callers may name | \`BILLP_WORLDS\` | – | \`operator: { worlds }\` |
| budget in USD | \`BILLP_BUDGET\` (graphs behind a server) | \`--budget\` | \`budgetUsd\` |
| prices | – | \`--price\` | \`prices\` |
| token of the LangGraph server | \`BILLP_SERVER_TOKEN\` | – | – |
| address and key of LangSmith | \`LANGSMITH_ENDPOINT\`, \`LANGSMITH_API_KEY\` | – | – |

\`operator\` is an option of \`createRuntime\`, and so of \`runtime\` in \`runExperiment\`, \`forkRun\`, \`replayLive\` and \`compareStudy\`.
A key goes to one origin (scheme, host and port). \`OPENAI_API_KEY\` goes to https://api.openai.com alone.
\`BILLP_API_KEY\` goes to the address beside it in the environment; where the environment names none, to that of \`--base-url\`.

## How a run is carried out

\`OperationSchema\` in [apps/cli/operation.ts](../apps/cli/operation.ts). Nothing here changes a result, so nothing of it is kept.

${fieldTable(operationFields(), false)}

## billp compare

What is compared, beside a study file ([apps/cli/study.ts](../apps/cli/study.ts), [experiments.md](experiments.md)):

${fieldTable(studyFields(), false)}

How a study is carried out ([apps/cli/compare.ts](../apps/cli/compare.ts)); nothing of it changes the report:

${fieldTable(compareFields(), false)}

## billp estimate

The flags of \`billp run\` or \`billp compare\`, and these ([apps/cli/estimate.ts](../apps/cli/estimate.ts)):

${fieldTable(estimateFields(), false)}

## billp world build

\`BuildOptionsSchema\` in [worlds/build/options.ts](../worlds/build/options.ts). See [worlds.md](worlds.md).

${fieldTable(buildFields(), false)}
`;
}

/** docs/methods.md with its two tables as the definitions say; what stands around them is written by hand. */
export function methodsPage(text: string): string {
  const tables = { methods: methodTable(BUILT_IN_METHODS), policies: policyTable(BUILT_IN_POLICIES) };
  return Object.entries(tables).reduce(
    (page, [name, table]) =>
      page.replace(new RegExp(`(<!-- ${name}: .*-->\n)[^]*?(\n<!-- /${name} -->)`), (_, begin, end) => `${begin}${table}${end}`),
    text,
  );
}

function fieldTable(fields: readonly Field[], named: boolean): string {
  const head = [...(named ? ["name"] : []), "flag", "takes", "default", "meaning"];
  const rows = fields.map((field) => [
    ...(named ? [`\`${field.path.join(".")}\``] : []),
    `\`--${field.flag}\``,
    field.range,
    field.required ? "required" : (field.default ?? ""),
    field.description,
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
