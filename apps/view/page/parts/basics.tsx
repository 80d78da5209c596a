/** Small parts: a chip, figures, facts, a search field, a choice, tabs, and what is shown instead of a view. */
import type { ComponentChildren } from "preact";
import type { Asked } from "../base/api.ts";

/** A word with a coloured dot; the word says it all, the colour helps. */
export function Chip({ word }: { word: string }) {
  return <span class={`chip ${word}`}>{word}</span>;
}

/** A figure with its name, and what qualifies it below. */
export interface Figure {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
}

export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {note === undefined ? null : <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A search field; `/` leads to it. */
export function Search({ value, label, onSearch }: { value: string; label: string; onSearch: (text: string) => void }) {
  return (
    <input
      {...{ type: "search", placeholder: label, "aria-label": label, value }}
      onInput={(event) => onSearch(event.currentTarget.value)}
    />
  );
}

/** A choice among words; the first, empty one means all. */
export function Choice(props: {
  label: string;
  all?: string;
  value: string;
  options: readonly string[];
  onChoose: (value: string) => void;
}) {
  const { label, all, value, options, onChoose } = props;
  return (
    <select aria-label={label} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
      {all === undefined ? null : <option value="">{all}</option>}
      {options.map((o) => (
        <option key={o} value={o}>
          {o}
        </option>
      ))}
    </select>
  );
}

/** Links between the parts of a view. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly { name: string; href: string; here: boolean }[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ name, href, here }) => (
        <a key={name} href={href} aria-current={here ? "page" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

/** Shows the answer when it is there, and says what is wrong when there is none. */
export function Answer<T>({ asked, children }: { asked: Asked<T>; children: (data: T) => ComponentChildren }) {
  if (asked.state === "asking") return <p class="wait">Reading …</p>;
  if (asked.state === "ready") return <>{children(asked.data)}</>;
  return (
    <div class="notice bad" role="alert">
      <p>{asked.message}</p>
      {asked.hint === undefined ? null : <p class="muted">{asked.hint}</p>}
    </div>
  );
}
