#!/usr/bin/env node
/** The command `billp`. Everything else of the CLI is in main.ts, so that it can be imported without running. */
import { main } from "./main.ts";

process.exit(await main(process.argv));
