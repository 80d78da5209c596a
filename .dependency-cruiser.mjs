/** Rules of dependency-cruiser, made from the one table of who may import whom: tools/layers/rooms.json. Type imports count. */
import { readFileSync } from "node:fs";

/** Rows from the ground up: a room imports itself and rooms of rows above it in the table, never one of its own row or below. */
const rows = JSON.parse(readFileSync(new URL("tools/layers/rooms.json", import.meta.url), "utf8"));
const rooms = rows.flat();

/** Files of a room, without those of rooms inside it. */
const inside = (room) => {
  const inner = rooms.filter((other) => other.startsWith(`${room}/`)).map((other) => other.slice(room.length + 1));
  return inner.length === 0 ? `^${room}/` : `^${room}/(?!(${inner.join("|")})/)`;
};

const layers = rows.flatMap((row, at) =>
  row.map((room) => ({
    name: `layer: ${room}`,
    comment: `${room} may import only what stands above it in tools/layers/rooms.json.`,
    severity: "error",
    from: { path: inside(room) },
    to: {
      path: [
        ...rows
          .slice(at)
          .flat()
          .filter((other) => other !== room)
          .map(inside),
        "^index\\.ts$",
      ],
    },
  })),
);

export default {
  forbidden: [
    ...layers,
    { name: "no circle of files", severity: "error", from: {}, to: { circular: true } },
    { name: "no circle of folders", severity: "error", scope: "folder", from: {}, to: { circular: true } },
    {
      name: "every file has a room",
      severity: "error",
      from: { pathNot: ["^index\\.ts$", ...rooms.map((room) => `^${room}/`)] },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)node_modules/|^(tests|dist|runs|docs)/|\\.css$|^vitest\\.config\\.ts$|^\\.dependency-cruiser\\.mjs$" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
};
