/** Document for tests of components, without a browser: what the page needs of one, for the time of a test. */
import { parseHTML } from "linkedom";
import { type ComponentChild, render } from "preact";
import { act } from "preact/test-utils";
import { vi } from "vitest";

/** Puts a document and the tab's storage into the global scope; `vi.unstubAllGlobals()` takes them away. */
export function openDocument(storage: Storage = memoryStorage()) {
  const { window, document } = parseHTML("<!doctype html><html><body></body></html>");
  vi.stubGlobal("document", document);
  vi.stubGlobal("sessionStorage", storage);
  vi.stubGlobal("Event", window.Event);
  const body = document.body as unknown as HTMLElement;
  return {
    body,
    show: (what: ComponentChild) => act(() => render(what, body)),
    /** Types or presses, as a person would. */
    type: (element: Element | null, value: string) =>
      act(() => {
        (element as HTMLInputElement).value = value;
        element?.dispatchEvent(new window.Event("input", { bubbles: true }));
      }),
    press: (element: Element | null, type = "click") =>
      act(() => void element?.dispatchEvent(new window.Event(type, { bubbles: true, cancelable: true }))),
  };
}

/** Storage of a tab. */
export function memoryStorage(): Storage {
  const texts = new Map<string, string>();
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key),
    clear: () => texts.clear(),
    key: (i: number) => [...texts.keys()][i] ?? null,
    get length() {
      return texts.size;
    },
  };
}
