/** A run, with the episodes that end while one looks on. */
import { useEffect, useState } from "preact/hooks";
import type { Curves, EpisodeRow, RunPage } from "../../server/shapes.ts";
import { type Asked, api, forget, useAnswer } from "../base/api.ts";

/** The run's page; while it is live the server tells of every new episode. */
export function useRun(run: string): Asked<RunPage> {
  const [version, setVersion] = useState(0);
  const [fresh, setFresh] = useState<readonly EpisodeRow[]>([]);
  const [curves, setCurves] = useState<Curves | null>(null);
  const asked = useAnswer<RunPage>(api("run", { run }), version);
  const live = asked.state === "ready" && asked.data.card.status === "live";
  useEffect(() => {
    if (!live) return;
    const events = new EventSource(api("events", { run }));
    events.addEventListener("rows", (e) => setFresh((before) => [...before, ...(JSON.parse(e.data) as EpisodeRow[])]));
    events.addEventListener("curves", (e) => setCurves(JSON.parse(e.data) as Curves));
    events.addEventListener("ended", () => {
      events.close();
      forget(run);
      setVersion((v) => v + 1);
    });
    return () => events.close();
  }, [run, live]);
  if (asked.state !== "ready" || !live || fresh.length === 0) return asked;
  return { state: "ready", data: withRows(asked.data, fresh, curves) };
}

function withRows(page: RunPage, fresh: readonly EpisodeRow[], curves: Curves | null): RunPage {
  const known = new Set(page.rows.map((r) => r.episode));
  const added = fresh.filter((r, i) => !known.has(r.episode) && fresh.findIndex((f) => f.episode === r.episode) === i);
  const rows = [...page.rows, ...added];
  return { ...page, rows, curves: curves ?? page.curves, card: { ...page.card, episodes: rows.length } };
}
