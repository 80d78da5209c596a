/** Settings that a fork changes: any number of names with their new values. Which names it may, the server says. */
import type { Fact } from "../../server/shapes.ts";

interface Props {
  /** Keys that may be set, as `billp fork --set` takes them. */
  readonly names: readonly string[];
  readonly facts: readonly Fact[];
  readonly changes: readonly (readonly [string, string])[];
  readonly onChange: (changes: readonly (readonly [string, string])[]) => void;
}

const FIRST = "settings.gamma";

export function SettingFields({ names, facts, changes, onChange }: Props) {
  const put = (at: number, change: readonly [string, string]) => onChange(changes.map((c, i) => (i === at ? change : c)));
  const first = names.includes(FIRST) ? FIRST : (names[0] ?? "");
  return (
    <>
      {changes.map(([name, value], i) => (
        <div class="filters" key={`${i}`}>
          <select aria-label="Setting" value={name} onChange={(e) => put(i, [e.currentTarget.value, value])}>
            {(names.includes(name) ? names : [name, ...names]).map((n) => (
              <option key={n} value={n}>
                {n}
              </option>
            ))}
          </select>
          <input
            {...{ type: "text", "aria-label": `New value of ${name}`, value, placeholder: placeholder(facts, name) }}
            onInput={(e) => put(i, [name, e.currentTarget.value])}
          />
          <button type="button" onClick={() => onChange(changes.filter((_, j) => j !== i))}>
            Leave it
          </button>
        </div>
      ))}
      <div>
        <button type="button" onClick={() => onChange([...changes, [first, ""]])}>
          Change a setting
        </button>
      </div>
    </>
  );
}

function placeholder(facts: readonly Fact[], key: string): string {
  const now = facts.find((f) => `settings.${f.name}` === key);
  return now === undefined ? "new value" : `now ${now.value}`;
}
