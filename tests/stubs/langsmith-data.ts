/** The part of the LangSmith stub that datasets, experiments and the prompt hub need: what was made can be read again. */
import { createHash, randomUUID } from "node:crypto";
import { DatasetShape, ExampleShape, ProjectShape } from "./langsmith-shapes.ts";

// biome-ignore lint/suspicious/noExplicitAny: tests look into what was sent freely
type Fields = Record<string, any>;

/** A commit of a prompt. */
export interface StoredCommit {
  id: string;
  commit_hash: string;
  manifest: Fields;
  description?: string;
  tags: string[];
}

/** What the server keeps besides runs and feedback. */
export interface Data {
  datasets: Fields[];
  examples: Fields[];
  projects: Fields[];
  prompts: Map<string, StoredCommit[]>;
}

/** An empty store. */
export function createData(): Data {
  return { datasets: [], examples: [], projects: [], prompts: new Map() };
}

/** A request as the routes see it; `form` holds the parts of a multipart body. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Fields;
  form: Map<string, Fields>;
}

type Answer = { status: number; body: unknown };
type Route = [method: string, path: RegExp, answer: (data: Data, call: Call, ...parts: string[]) => Answer];

const TENANT = "11111111-1111-4111-8111-111111111111";
const NOW = "2026-01-01T00:00:00.000Z";
const ok = (body: unknown, status = 200): Answer => ({ status, body });
const missing = (what: string): Answer => ({ status: 404, body: { detail: `${what} not found` } });

const ROUTES: Route[] = [
  ["GET", /^\/datasets$/, ({ datasets }, { query }) => ok(page(datasets, query, ["name", "id"]))],
  ["GET", /^\/datasets\/([^/]+)$/, ({ datasets }, _, id) => one(datasets, id, "dataset")],
  ["POST", /^\/datasets$/, ({ datasets }, { body }) => ok(add(datasets, { ...DatasetShape.parse(body), created_at: NOW }))],
  ["POST", /^\/v1\/platform\/datasets\/([^/]+)\/examples$/, (data, { form }, id) => takeExamples(data, form, id as string)],
  ["GET", /^\/examples$/, ({ examples }, { query }) => ok(page(examples, query, ["dataset"]))],
  ["GET", /^\/sessions$/, ({ projects }, { query }) => ok(page(projects, query, ["name"]))],
  ["POST", /^\/sessions$/, ({ projects }, { body }) => ok(add(projects, { ...ProjectShape.parse(body), tenant_id: TENANT }))],
  ["PATCH", /^\/sessions\/([^/]+)$/, ({ projects }, { body }, id) => patch(projects, id, body)],
  ["GET", /^\/settings$/, () => ok({ id: TENANT, display_name: "stub", created_at: NOW, tenant_handle: null })],
  [
    "GET",
    /^\/repos\/-\/([^/]+)$/,
    ({ prompts }, _, name) => (prompts.has(name as string) ? ok({ repo: repoOf(name) }) : missing("repo")),
  ],
  ["POST", /^\/repos\/$/, ({ prompts }, { body }) => makePrompt(prompts, body)],
  ["PATCH", /^\/repos\/-\/([^/]+)$/, (_, __, name) => ok({ repo: repoOf(name) })],
  ["POST", /^\/repos\/-\/([^/]+)\/tags$/, ({ prompts }, { body }, name) => tag(prompts.get(name as string) ?? [], body)],
  [
    "GET",
    /^\/commits\/-\/([^/]+)\/$/,
    ({ prompts }, _, name) => ok({ commits: (prompts.get(name as string) ?? []).toReversed() }),
  ],
  [
    "GET",
    /^\/commits\/-\/([^/]+)\/([^/]+)$/,
    ({ prompts }, _, name, which) => readCommit(prompts.get(name as string), which as string),
  ],
  ["POST", /^\/commits\/-\/([^/]+)$/, ({ prompts }, { body }, name) => commit(prompts.get(name as string), body)],
];

/** Answers a request, or gives null when the path is none of these. Throws where a body is not of the client's types. */
export function answerData(data: Data, call: Call): Answer | null {
  for (const [method, path, answer] of ROUTES) {
    const parts = path.exec(call.path);
    if (method === call.method && parts !== null) return answer(data, call, ...parts.slice(1));
  }
  return null;
}

function add(list: Fields[], fields: Fields): Fields {
  const made = { id: randomUUID(), modified_at: NOW, ...fields };
  list.push(made);
  return made;
}

function one(list: Fields[], id: string | undefined, what: string): Answer {
  const found = list.find((f) => f.id === id);
  return found === undefined ? missing(what) : ok(found);
}

function patch(list: Fields[], id: string | undefined, body: Fields): Answer {
  const found = list.find((f) => f.id === id);
  if (found === undefined) return missing("session");
  return ok(Object.assign(found, Object.fromEntries(Object.entries(body).filter(([, v]) => v !== null))));
}

/** Filter by equal fields, then offset and limit, as the client pages. */
function page(list: readonly Fields[], query: URLSearchParams, fields: readonly string[]): Fields[] {
  const wanted = fields.filter((f) => query.has(f));
  const all = list.filter((item) => wanted.every((f) => item[f === "dataset" ? "dataset_id" : f] === query.get(f)));
  const offset = Number(query.get("offset") ?? 0);
  return all.slice(offset, offset + Number(query.get("limit") ?? 100));
}

/** `<id>`, `<id>.inputs` and `<id>.outputs` are the parts of one example. An id that is there already is refused, as by LangSmith. */
function takeExamples({ examples }: Data, form: Map<string, Fields>, dataset: string): Answer {
  const ids = [...form.keys()].filter((name) => !name.includes("."));
  const made = ids.map((id) =>
    ExampleShape.parse({
      id,
      ...withoutUndefined(form.get(id)),
      inputs: form.get(`${id}.inputs`),
      outputs: form.get(`${id}.outputs`),
    }),
  );
  if (made.some(({ id }) => examples.some((e) => e.id === id))) return { status: 409, body: { detail: "example exists" } };
  for (const example of made) examples.push({ ...example, dataset_id: dataset, created_at: NOW, modified_at: NOW, runs: [] });
  return ok({ count: made.length, example_ids: ids }, 201);
}

function withoutUndefined(fields: Fields = {}): Fields {
  return JSON.parse(JSON.stringify(fields));
}

function repoOf(name: string | undefined): Fields {
  return { id: randomUUID(), repo_handle: name, full_name: `-/${name}`, is_public: false };
}

function makePrompt(prompts: Data["prompts"], body: Fields): Answer {
  if (body.is_public !== false) return { status: 422, body: { detail: "the stub takes private prompts only" } };
  prompts.set(body.repo_handle, []);
  return ok({ repo: repoOf(body.repo_handle) });
}

function commit(commits: StoredCommit[] | undefined, body: Fields): Answer {
  if (commits === undefined) return missing("repo");
  if (body.parent_commit !== undefined && body.parent_commit !== commits.at(-1)?.commit_hash)
    return { status: 409, body: { detail: "parent is not the head" } };
  const hash = createHash("sha256")
    .update(`${commits.length}${JSON.stringify(body.manifest)}`)
    .digest("hex");
  const made: StoredCommit = {
    id: randomUUID(),
    commit_hash: hash,
    manifest: body.manifest,
    description: body.description,
    tags: [],
  };
  commits.push(made);
  return ok({ commit: made });
}

function tag(commits: readonly StoredCommit[], { tag_name, commit_id }: Fields): Answer {
  if (commits.some((c) => c.tags.includes(tag_name))) return { status: 409, body: { detail: "tag exists" } };
  commits.find((c) => c.id === commit_id)?.tags.push(tag_name);
  return ok({});
}

/** By `latest`, by the beginning of a hash, or by tag. */
function readCommit(commits: StoredCommit[] | undefined, which: string): Answer {
  const found =
    which === "latest" ? commits?.at(-1) : commits?.find((c) => c.commit_hash.startsWith(which) || c.tags.includes(which));
  return found === undefined ? missing("commit") : ok({ ...found, examples: [] });
}
