/** Choice of a user model by the world's own word for it. */
import { expect, it } from "vitest";
import { createSimulator } from "../../../worlds/user-models/user-models.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";

it("a world has the paper's model unless it names another, and one that does not exist is refused", () => {
  const world = tinyWorld();
  const played = (userModel?: string) => {
    const simulator = createSimulator({ ...world, userModel });
    return simulator.step(simulator.start(3, 1), 40);
  };
  expect(played("window")).toEqual(played());
  expect(() => played("toString")).toThrow(
    expect.objectContaining({ code: "bad-world", hint: "Known: window, patience, count, satisfaction." }),
  );
});
