/** Meaning of a world folder, beyond its form: texts, counts, references, rewards and distances that can be what they are said to be. */
import { damaged } from "./folder.ts";
import type { ItemLine, Manifest, UserLine } from "./manifest.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNCLEAN = /[\u0000-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Checks items and users against the manifest and each other. @throws BillpError `bad-world` naming file, line and misfit. */
export function checkLines(folder: string, manifest: Manifest, items: readonly ItemLine[], users: readonly UserLine[]): void {
  checkCounts(folder, manifest, items, users);
  const text = (file: string, where: string, field: string, value: string): void => {
    if (value.trim() === "") throw damaged(folder, file, `${where}, ${field}: is blank`);
    if (UNCLEAN.test(value)) throw damaged(folder, file, `${where}, ${field}: holds control characters or broken text`);
  };
  const once = (file: string, what: string) => {
    const seen = new Map<string, number>();
    return (key: string, line: number): void => {
      const earlier = seen.get(key);
      if (earlier !== undefined)
        throw damaged(folder, file, `holds a ${what} twice: lines ${earlier} and ${line}, ${JSON.stringify(key.slice(0, 60))}`);
      seen.set(key, line);
    };
  };
  const [newTitle, newKey] = [once("items.jsonl", "title"), once("users.jsonl", "key")];
  items.forEach(({ title, categories, quality }, k) => {
    text("items.jsonl", `line ${k + 1}`, "title", title);
    for (const category of categories) text("items.jsonl", `line ${k + 1}`, "categories", category);
    newTitle(title.normalize("NFC"), k + 1);
    if (quality !== undefined && !(quality >= 0 && quality <= manifest.rewardMax))
      throw damaged(folder, "items.jsonl", `line ${k + 1}, quality: is ${quality}, beyond 0 to ${manifest.rewardMax}`);
  });
  users.forEach(({ key, history, ratings }, k) => {
    text("users.jsonl", `line ${k + 1}`, "key", key);
    newKey(key, k + 1);
    const stray = history.find((item) => item >= items.length);
    if (stray !== undefined) throw damaged(folder, "users.jsonl", `line ${k + 1} names item ${stray}, which does not exist`);
    if (ratings !== undefined) checkRatings(folder, manifest, `line ${k + 1}, ratings:`, history, ratings);
  });
}

/** Ratings of a history: one beside each item, none above the largest reward; what format 1 does not have. */
function checkRatings(
  folder: string,
  { format, rewardMax }: Manifest,
  where: string,
  history: readonly number[],
  ratings: readonly number[],
): void {
  const wrong = (what: string) => damaged(folder, "users.jsonl", `${where} ${what}`);
  if (format === 1) throw wrong("are of format 2, the manifest says 1");
  if (ratings.length !== history.length) throw wrong(`are ${ratings.length}, of ${history.length} items in the history`);
  const beyond = ratings.find((rating) => rating > rewardMax);
  if (beyond !== undefined) throw wrong(`hold ${beyond}, above ${rewardMax}`);
}

function checkCounts(folder: string, { counts }: Manifest, items: readonly ItemLine[], users: readonly UserLine[]): void {
  const expect = (file: string, what: string, found: number, said: number): void => {
    if (found !== said) throw damaged(folder, file, `holds ${found} ${what}, the manifest says ${said}`);
  };
  expect("items.jsonl", "items", items.length, counts.items);
  expect("users.jsonl", "users", users.length, counts.users);
  expect("users.jsonl", "train users", users.filter((u) => u.split === "train").length, counts.train);
  expect("users.jsonl", "test users", users.filter((u) => u.split === "test").length, counts.test);
}

/** Checks the constants of the manifest. @throws BillpError `bad-world` naming the field. */
export function checkConstants(folder: string, { rules, rewardMax, sanity, example, noun, ...manifest }: Manifest): void {
  const expect = (holds: boolean, what: string): void => {
    if (!holds) throw damaged(folder, "manifest.json", what);
  };
  expect(rewardMax >= 1, `says rewardMax ${rewardMax}; rewards begin at 1`);
  expect(rules.floor <= rewardMax, `says floor ${rules.floor}, above every reward: each user leaves at once`);
  expect(sanity.randomLen[0] <= sanity.randomLen[1], `says a band from ${sanity.randomLen[0]} to ${sanity.randomLen[1]}`);
  const { scales = {}, files } = manifest;
  const stray = Object.keys(scales).find((file) => !(Object.hasOwn(files, file) && file.endsWith(".npy")));
  expect(stray === undefined, `scales: names ${stray}, which is no .npy file of the folder`);
  const votes = [...example.liked, ...example.disliked];
  for (const { title, reward } of votes)
    expect(reward <= rewardMax, `example: ${JSON.stringify(title)} has reward ${reward}, above ${rewardMax}`);
  const texts = [noun.one, noun.many, ...example.history, ...votes.flatMap((vote) => [vote.title, ...vote.categories])];
  const broken = texts.find((text) => text.trim() === "" || UNCLEAN.test(text));
  expect(broken === undefined, `noun or example: ${JSON.stringify(broken)} is blank, or holds control characters or broken text`);
}
