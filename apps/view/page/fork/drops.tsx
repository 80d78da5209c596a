/** The memories that a round recalled, each with a box; a ticked one is dropped by the fork. */
import type { EpisodePage } from "../../server/shapes.ts";
import { figure } from "../base/format.ts";

interface Props {
  readonly page: EpisodePage;
  readonly recalled: readonly string[];
  readonly drops: readonly string[];
  readonly onChange: (drops: readonly string[]) => void;
}

export function Drops({ page, recalled, drops, onChange }: Props) {
  const words = (key: string) => {
    const entry = page.recalled.find((e) => e.key === key);
    return (
      entry?.title ?? entry?.text ?? entry?.plan ?? (entry?.value === undefined ? "" : `a state worth ${figure(entry.value)}`)
    );
  };
  const turn = (key: string) => onChange(drops.includes(key) ? drops.filter((d) => d !== key) : [...drops, key]);
  return (
    <details open={drops.length > 0}>
      <summary>
        Drop memories{" "}
        <span class="muted">({drops.length === 0 ? `${recalled.length} were recalled` : `${drops.length} dropped`})</span>
      </summary>
      <ul class="drops">
        {recalled.map((key) => (
          <li key={key}>
            <label>
              <input type="checkbox" checked={drops.includes(key)} onChange={() => turn(key)} /> <code>{key}</code> {words(key)}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}
