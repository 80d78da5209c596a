/** The frame of the page: where one is, theme, help, and the view of the present place. */
import { useEffect, useRef } from "preact/hooks";
import { Help } from "./base/help.tsx";
import { link, type Place, runLink, usePlace } from "./base/route.ts";
import { ComparePage } from "./compare/page.tsx";
import { EpisodeView } from "./episode/page.tsx";
import { MemoryView } from "./memory/page.tsx";
import { RunView } from "./run/page.tsx";
import { RunsView } from "./runs/page.tsx";
import { ThemeChoice } from "./theme-choice.tsx";

/** The whole page. */
export function App() {
  const place = usePlace();
  const trail = trailOf(place);
  const main = useRef<HTMLElement>(null);
  const path = place.path.join("/");
  useEffect(() => {
    document.title = [...trail.map((t) => t.name).reverse(), "billp"].join(" · ");
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <a class="brand" href={link([])}>
          billp
        </a>
        <nav aria-label="Where you are">
          <ol>
            {trail.map(({ name, href }, i) => (
              <li key={href}>
                <a href={href} aria-current={i === trail.length - 1 ? "page" : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ol>
        </nav>
        <ThemeChoice />
        <Help />
      </header>
      <main ref={main} tabIndex={-1} key={path}>
        <View place={place} />
      </main>
    </>
  );
}

function View({ place: { path, query } }: { place: Place }) {
  const [kind, run, part, number] = path;
  if (kind === undefined) return <RunsView query={query} />;
  if (kind === "compare") return <ComparePage query={query} />;
  if (kind === "run" && run !== undefined) {
    if (part === undefined) return <RunView run={run} query={query} />;
    if (part === "memory") return <MemoryView run={run} query={query} />;
    if (part === "episode" && /^\d+$/.test(number ?? "")) return <EpisodeView run={run} episode={Number(number)} query={query} />;
  }
  return (
    <p class="notice">
      There is nothing at this address. <a href={link([])}>All runs</a>
    </p>
  );
}

function trailOf({ path, query }: Place): { name: string; href: string }[] {
  const [kind, run, part, number] = path;
  const trail = [{ name: "runs", href: link([]) }];
  if (kind === "compare") trail.push({ name: "compare", href: link(path, query) });
  if (kind !== "run" || run === undefined) return trail;
  trail.push({ name: run === "." ? "this run" : run, href: runLink(run) });
  if (part !== undefined) trail.push({ name: number === undefined ? part : `${part} ${number}`, href: link(path) });
  return trail;
}
