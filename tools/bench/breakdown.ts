/** Time breakdown of a round: its parts called one by one, at the twentieth round of an episode. `npm run bench -- breakdown` */
import { join } from "node:path";
import { makeRandom } from "../../core/random.ts";
import { createVectors } from "../../core/vectors.ts";
import { createRetriever } from "../../memory/retriever.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { createOfflineEmbedder } from "../../models/embeddings.ts";
import { createMemoryLedger, type Ledger } from "../../models/ledger/ledger.ts";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";
import { createRoleClient, type RoleClient } from "../../models/role-client.ts";
import { createTokenCounter } from "../../models/token-counter.ts";
import { createContext, type SimulatedContext } from "../../nodes/context.ts";
import { criticEvaluate } from "../../nodes/critic-evaluate.ts";
import { environmentStep } from "../../nodes/environment-step.ts";
import { macroPlan } from "../../nodes/macro-plan.ts";
import { microAct } from "../../nodes/micro-act.ts";
import { observationOf, stateText } from "../../nodes/observation.ts";
import type { Round, State } from "../../nodes/state.ts";
import { PlannerAnswer, plannerPrompt } from "../../prompts/planner.ts";
import { createGrounding } from "../../worlds/grounding.ts";
import { stateAfter } from "../../worlds/simulator.ts";
import { createSimulator } from "../../worlds/user-models/user-models.ts";
import type { World } from "../../worlds/world.ts";
import { timeOf } from "./measure.ts";
import { alone, figure, type Row } from "./rows.ts";
import { inFolder, memoriesOf, patientFilms, ThinChat } from "./stage.ts";

const ENTRIES = 10_000;
const SETTINGS = resolveSettings({ model: "thin:model", limit: 40 });

export async function bench(): Promise<Row[]> {
  return inFolder(async (folder) => {
    const world = await patientFilms();
    const memory = createMemoryLedger({ replay: false });
    const disk = await openSqliteLedger(join(folder, "bench-ledger.sqlite"));
    const contexts = { memory: contextOf(world, memory), disk: contextOf(world, disk) };
    try {
      return [...(await nodeRows(contexts.memory)), ...(await callRows(contexts)), ...(await searchRows(contexts.memory, world))];
    } finally {
      disk.close();
    }
  });
}

const deskOf = (ledger: Ledger): RoleClient =>
  createRoleClient({ settings: SETTINGS, ledger, chat: (_, role) => new ThinChat(role), embedder: createOfflineEmbedder() });

const contextOf = (world: World, ledger: Ledger): SimulatedContext =>
  createContext(SETTINGS, world, deskOf(ledger), createTokenCounter());

/** The state after 19 accepted rounds, memories empty; `n` gives an episode of its own, so that no call is repeated. */
function stateAt(world: Pick<World, "users" | "items">, n = 1): State {
  const user = world.users.findIndex((u) => u.split === "train");
  const rounds = Array.from({ length: 19 }, (_, i): Round => {
    const item = (i * 131) % world.items.length;
    const plan = "Next a Drama, then a Comedy, then something new, before a Drama again.";
    const { title = "" } = world.items[item] ?? {};
    const place = { id: `000001-${i}`, episode: n, round: i + 1, plan, proposal: title, item, title };
    return { ...place, reward: 4, worldReward: 4, accepted: true, replaced: false, end: null };
  });
  const episode = { number: n, user, split: "train", visibleUpTo: 0 };
  const none = { judgements: [], experience: [], values: [], reflections: [], plans: [], outcomes: [] };
  const action = { proposal: "x", item: 2000, replaced: false };
  return { settings: SETTINGS, episode, plan: rounds[0]?.plan, action, rounds, cursor: 1, ...none } as unknown as State;
}

const partsOf = ({ users, catalogue }: SimulatedContext) => ({ users, items: catalogue.items });

/** The four nodes of a round without graph, checkpoints and disk. */
async function nodeRows(context: SimulatedContext): Promise<Row[]> {
  const state = stateAt(partsOf(context));
  return [
    figure("macro-plan, thin model, ledger in memory", await timeOf(() => macroPlan(state, context, {}), 50), "ms"),
    figure("critic-evaluate", await timeOf(() => criticEvaluate(state, context, {}), 50), "ms"),
    figure("micro-act", await timeOf(() => microAct(state, context, {}), 50), "ms"),
    figure("environment-step", await timeOf(() => environmentStep(state, context), 500), "ms"),
  ];
}

/** A model call's plumbing, and what the ledger on disk adds to it. */
async function callRows({ memory, disk }: { memory: SimulatedContext; disk: SimulatedContext }): Promise<Row[]> {
  const observation = observationOf(memory, stateAt(partsOf(memory)));
  const values = { observation, reflections: [], plans: null, example: { history: [], liked: ["Drama"], disliked: [] } };
  const messages = plannerPrompt(values);
  const ask = (context: SimulatedContext) => (i: number) =>
    context.roleClient.ask({ role: "planner", messages, schema: PlannerAnswer, where: { episode: 1_000 + i, round: 20 } });
  const [inMemory, onDisk] = [await timeOf(ask(memory), 100), await timeOf(ask(disk), 100)];
  const state = stateAt(partsOf(memory));
  return [
    figure(
      "observation from the state",
      await timeOf(() => observationOf(memory, { ...state, rounds: [...state.rounds] }), 200),
      "ms",
    ),
    figure("prompt from the observation (Planner)", await timeOf(() => plannerPrompt(values), 200), "ms"),
    figure("one call: request, hash, chat model, answer checked", inMemory, "ms"),
    figure("ledger on disk, a call", Math.max(0, onDisk - inMemory), "ms"),
  ];
}

/** World, grounding and recall, by themselves. */
async function searchRows(context: SimulatedContext, world: World): Promise<Row[]> {
  const embed = async (texts: readonly string[]) => context.roleClient.embed(texts);
  const grounding = createGrounding(world, embed);
  const simulator = createSimulator(world);
  const all = () => true;
  const user = stateAt(world).episode?.user ?? 0;
  const stay = { user, items: stateAt(world).rounds.map((r) => r.item as number) };
  const played = stateAfter(simulator, stay, 1);
  const memories = memoriesOf(world, ENTRIES);
  const states = createRetriever(embed);
  const options = { visibleUpTo: 0, k: 3, maxDistance: 0.5 };
  const query = stateText(context, { number: 1, user, split: "train", visibleUpTo: 0 }, [], 1);
  const recall = (text: string) => states.nearest(text, memories.experience, (e) => e.state, options);
  await recall(query);
  const size = `${world.items.length.toLocaleString("en")} x 256`;
  return [
    figure("step", (await timeOf((i) => simulator.step(played, i % 2000), 20_000)) * 1000, "µs"),
    figure(
      `catalogue items near a plan, ${size}`,
      await timeOf((i) => grounding.near(`Next a Drama, then ${i}`, 20, all), 50),
      "ms",
    ),
    figure(
      "grounding a title of the catalogue",
      await timeOf((i) => grounding.ground(world.items[i % 2000]?.title ?? "", all), 500),
      "ms",
    ),
    figure(`grounding an unknown title, ${size}`, await timeOf((i) => grounding.ground(`Nothing ${i} at all`, all), 50), "ms"),
    figure("recall of a new state, 10,000 x 256", await timeOf((i) => recall(`${query} ${i}`), 20), "ms"),
    figure("recall of the same state again", await timeOf(() => recall(query), 50), "ms"),
    figure("inner products, 10,000 x 1,536, no zeros", await timeOf(denseScan(1536), 5), "ms"),
  ];
}

/** One pass over vectors without a zero, as a real embedding gives them. */
function denseScan(dims: number): () => void {
  const random = makeRandom(3);
  const pool = Float32Array.from({ length: 4096 + dims }, () => random.next() - 0.5);
  const vectors = createVectors();
  for (let i = 0; i < ENTRIES; i++) vectors.add(pool.subarray((i * 37) % 4096, ((i * 37) % 4096) + dims));
  const out = new Float64Array(ENTRIES);
  return () => vectors.products(pool.subarray(0, dims), out, 0);
}

await alone(import.meta.url, bench);
