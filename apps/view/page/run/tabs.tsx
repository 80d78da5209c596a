/** The parts of a run. */

import { link, memoryLink, runLink } from "../base/route.ts";
import { Tabs } from "../parts/basics.tsx";

export function RunTabs({ run, here }: { run: string; here: "episodes" | "memory" | "settings" | "compare" }) {
  const tabs = [
    { name: "Episodes", href: runLink(run), here: here === "episodes" },
    { name: "Memory", href: memoryLink(run), here: here === "memory" },
    { name: "Settings", href: runLink(run, { tab: "settings" }), here: here === "settings" },
    { name: "Compare", href: link(["compare"], { a: run }), here: here === "compare" },
  ];
  return <Tabs label="Parts of the run" tabs={tabs} />;
}
