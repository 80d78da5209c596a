/** The list of keys, under `?`, and the keys that work everywhere. */
import { useEffect, useRef } from "preact/hooks";
import { go, link } from "./route.ts";

const KEYS: readonly (readonly [string, string])[] = [
  ["?", "this list"],
  ["/", "search"],
  ["g", "all runs"],
  ["↑ ↓ or k j", "move in a table; Page Up, Page Down, Home and End, too"],
  ["Enter", "open the chosen row"],
  ["← →", "in an episode: the round before, the next round"],
  ["[ ]", "in an episode: the episode before, the next episode"],
  ["Esc", "close a dialogue"],
];

/** The button and its dialogue. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const act = { "?": () => dialog.current?.showModal(), "/": search, g: () => go(link([])) }[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button type="button" class="icon" aria-label="Keys" onClick={() => dialog.current?.showModal()}>
        ?
      </button>
      <dialog ref={dialog} aria-labelledby="keys">
        <h2 id="keys">Keys</h2>
        <dl>
          {KEYS.map(([key, what]) => (
            <>
              <dt key={key}>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}

/** Whether a key belongs to what is being written, or to the browser. */
export function isTyping(event: KeyboardEvent): boolean {
  const held = event.ctrlKey || event.metaKey || event.altKey;
  return held || (event.target as Element).closest("input:not([type=range]), textarea, select, dialog[open]") !== null;
}

function search(): void {
  document.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
}
