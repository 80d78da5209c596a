/** Examples at the end of each command's help, written as they can be typed where the help is read. */
import { self } from "./text.ts";

/** An example: what is typed after the program's name, and what it does. */
export type Example = readonly [args: string, does: string];

/** Examples by command; "" is the program itself. RUN and the like stand for a folder or file of one's own. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  "": [
    ["demo", "six methods on the embedded world, without a key"],
    ["run --method billp --train 50 --test 50", "one run; its folder is named at the end"],
    ["compare overall --seeds 3", "a shipped study: every method, paired, with a report"],
    ["estimate --model openai:gpt-4o-mini", "calls, tokens and cost of a run, before anything is sent"],
    ["run --resume --out RUN", "go on with a run that was cut off"],
    ["replay RUN", "execute it again, without a network, and compare"],
    ['fork RUN --episode 3 --round 2 --set plan="Something quiet."', "play a round on with another plan"],
    ["view", "runs in the browser: episodes, memories, prompts"],
    ["world build --ratings r.csv --items i.csv --out my-world", "your own rating log as a world"],
  ],
  run: [
    ["run --train 20 --test 20 --lag 5", "a small run whose training sees its own memories"],
    ["run --model openai:gpt-4o-mini --train 5 --test 5 --lag 1 --budget 1", "a paid one, with a limit"],
    ["run --model openai:qwen --base-url http://127.0.0.1:8080/v1", "a server of your own"],
    ["run --resume --out RUN", "go on with a run that was cut off"],
  ],
  view: [
    ["view", "all runs in ./runs"],
    ["view RUN --port 0", "one run, on any free port"],
  ],
  compare: [
    ["compare overall --seeds 3", "a shipped study"],
    ["compare --methods billp,act-only --train 20 --test 50 --seeds 8 --lag 5", "a comparison of your own"],
    ["compare --methods billp --vary gamma=0.3,0.5,0.7", "one setting varied"],
  ],
  replay: [
    ["replay RUN", "every finished episode and fork, byte for byte"],
    ["replay RUN --episode 12", "one, from the memories that it saw"],
    ["replay RUN --gamma 0.6", "with a setting changed: where does it first matter?"],
  ],
  fork: [
    ['fork RUN --episode 3 --round 2 --set plan="Something quiet."', "another plan in one round"],
    ["fork RUN --episode 3 --round 2 --repeat 5", "the same round five times, with other sampling seeds"],
  ],
  prune: [["prune RUN", "the run's checkpoints go, its record stays"]],
  estimate: [
    ["estimate --model openai:gpt-4o-mini --train 20 --test 20", "a run"],
    ["estimate overall --model openai:gpt-4o-mini", "a shipped study"],
  ],
  "world build": [["world build --ratings r.csv --items i.csv --out my-world", "columns are found by their names"]],
  "world check": [["world check my-world", "the policies' band, as it was when the world was built"]],
  demo: [["demo --workers 2", "for a small machine"]],
  studio: [["studio RUN --episode 3", "one episode, ready to be forked by hand"]],
};

/** The examples of a command as the end of its help; empty without any. @param command Its path without the program's name. */
export function examplesText(command: string): string {
  const examples = EXAMPLES[command];
  if (examples === undefined) return "";
  const lines = examples.map(([args, does]) => `  ${does}:\n    ${self()} ${args}`);
  return `\nExamples:\n${lines.join("\n")}`;
}
