/** Methods and policies as help and docs list them, from the registry. */
import type { Method, Policy } from "../../methods/definition/definition.ts";
import { definitionOf, methodNames, policyNames } from "../../methods/registry.ts";

/** Every method and policy with its sentence, as the end of a help. */
export function playersText(): string {
  const names = [...methodNames(), ...policyNames()];
  const wide = Math.max(...names.map((name) => name.length));
  const lines = (of: readonly string[]) => of.map((name) => `  ${name.padEnd(wide)}  ${definitionOf(name).summary}`);
  return ["", "Methods:", ...lines(methodNames()), "", "Policies, which ask no model:", ...lines(policyNames())].join("\n");
}

/** The table of these methods in docs/methods.md. */
export function methodTable(methods: readonly Method[]): string {
  return table(
    ["method", "what it is", "roles", "memories", "calls in a round"],
    methods.map((m) => [`\`${m.name}\``, m.summary, rolesText(m), memoriesText(m), callsText(m)]),
  );
}

/** The table of these policies in docs/methods.md. */
export function policyTable(policies: readonly Policy[]): string {
  const looksAt = { catalogue: "the catalogue", histories: "histories of train users", rewards: "the true rewards" };
  return table(
    ["policy", "what it does", "looks at"],
    policies.map((p) => [`\`${p.name}\``, p.summary, `${looksAt[p.knows]}${p.ceiling ? ": a ceiling" : ""}`]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function rolesText({ roles }: Method): string {
  const named = { planner: "Planner", actor: "Actor", critic: "Critic", reflector: "Reflector" };
  const order = ["planner", "actor", "critic", "reflector"] as const;
  return order
    .filter((role) => role === "actor" || roles.includes(role))
    .map((role) => named[role])
    .join(", ");
}

function memoriesText({ memories }: Method): string {
  const symbols = { reflections: "M_P", experience: "M_A", values: "M_C" };
  return memories.length === 0 ? "–" : memories.map((memory) => symbols[memory]).join(", ");
}

function callsText({ roles }: Method): string {
  const first = ["planner", "critic"].filter((role) => (roles as readonly string[]).includes(role)).length;
  const calls = ["1", "2, one after the other", "3, Planner and Critic side by side"][first] as string;
  return roles.includes("reflector") ? `${calls}; 1 at the end of a training episode` : calls;
}
