/** Flags of `billp view`: schema, type and fields. */
import { z } from "zod";
import { fieldsOf } from "./fields.ts";

/** Schema of the flags. */
export const ViewSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(8321).describe("Port of the page; 0 takes any free one."),
  host: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe(
      "Address to listen on. There is no password: leave it on loopback unless everybody on the network may read and fork.",
    ),
  budget: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe("USD that one fork from the page may spend. Needed where a model costs."),
  open: z.boolean().default(false).describe("Open the page in the default browser."),
});

/** The flags, parsed. */
export type ViewFlags = z.output<typeof ViewSchema>;
/** Fields of the flags, from their schema. */
export const viewFields = () => fieldsOf(ViewSchema);
