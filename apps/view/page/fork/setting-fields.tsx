/** Settings that a fork changes: any number of names with their new values. */

interface Props {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly changes: readonly (readonly [string, string])[];
  readonly onChange: (changes: readonly (readonly [string, string])[]) => void;
}

/** They make another run, or decide only what later episodes see. */
const FIXED = ["world", "train", "test", "lag", "batch", "models", "given", "seed"];
const ROLES = ["planner", "actor", "critic", "reflector"];

export function SettingFields({ settings, changes, onChange }: Props) {
  const names = [
    ...Object.keys(settings)
      .filter((n) => !FIXED.includes(n))
      .map((n) => `settings.${n}`),
    ...ROLES.map((r) => `model.${r}`),
  ];
  const put = (at: number, change: readonly [string, string]) => onChange(changes.map((c, i) => (i === at ? change : c)));
  return (
    <>
      {changes.map(([name, value], i) => (
        <div class="filters" key={`${i}`}>
          <select aria-label="Setting" value={name} onChange={(e) => put(i, [e.currentTarget.value, value])}>
            {names.map((n) => (
              <option key={n} value={n}>
                {n}
              </option>
            ))}
          </select>
          <input
            {...{ type: "text", "aria-label": `New value of ${name}`, value, placeholder: placeholder(settings, name) }}
            onInput={(e) => put(i, [name, e.currentTarget.value])}
          />
          <button type="button" onClick={() => onChange(changes.filter((_, j) => j !== i))}>
            Leave it
          </button>
        </div>
      ))}
      <div>
        <button type="button" onClick={() => onChange([...changes, ["settings.gamma", ""]])}>
          Change a setting
        </button>
      </div>
    </>
  );
}

function placeholder(settings: Readonly<Record<string, unknown>>, name: string): string {
  const now = settings[name.replace(/^settings\./, "")];
  return now === undefined || now === null ? "new value" : `now ${String(now)}`;
}
