/** What counts as a key, and what is left alone. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { redact, redactValue } from "../../core/redaction.ts";

const NAMES = [
  "X_API_KEY",
  "X_ACCESS_KEY",
  "X_SECRET_KEY",
  "X_PRIVATE_KEY",
  "X_TOKEN",
  "X_SECRET",
  "X_PASSWORD",
  "X_HEADERS",
  "X_OTHER",
];
beforeEach(() => {
  for (const name of NAMES) process.env[name] = `value/of:${name.toLowerCase()}`;
  process.env.X_HEADERS = "a=header-one-value, b=header=two=value";
});
afterEach(() => {
  for (const name of NAMES) delete process.env[name];
});

test("values of variables that hold secrets, by the ends of their names", () => {
  for (const name of NAMES.slice(0, 7)) expect(redact(`<value/of:${name.toLowerCase()}>`)).toBe("<[key]>");
  expect(redact("header-one-value header=two=value")).toBe("[key] [key]");
  expect(redact("value/of:x_other")).toBe("value/of:x_other");
});

test.each([
  ["sk-proj-abc0def1ghi2jkl3", "[key]"],
  ["key lsv2_pt_0123456789abcdef_0123456789.", "key [key]."],
  ["Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer [key]"],
  ["https://me:pw@host/v1", "https://[key]@host/v1"],
  ["The Sk-8 film (1999), task-force", "The Sk-8 film (1999), task-force"],
])("%s", (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test("a key with needless JSON escapes is a key; other escapes stay as they are", () => {
  expect(redact('{"a":"value\\/of:x_token"}')).toBe('{"a":"[key]"}');
  expect(redact('{"a":"\\u0073k-proj-abc0def1ghi2jkl3"}')).toBe('{"a":"[key]"}');
  for (const text of ['{"a":"x\\/y \\u003cb\\u003e \\"q\\" \\\\u0073k \\u000a"}', "C:\\\\new"]) expect(redact(text)).toBe(text);
  const mixed = '{"a":"say \\u0022\\u0073k-proj-abc0def1ghi2jkl3\\u0022 \\\\u0041"}';
  expect(JSON.parse(redact(mixed))).toEqual({ a: 'say "[key]" \\u0041' });
});

test("texts at any depth of a value", () => {
  expect(redactValue({ a: ["value/of:x_secret", 1, null], b: { c: "value/of:x_password!" } })).toEqual({
    a: ["[key]", 1, null],
    b: { c: "[key]!" },
  });
});
