/** Entry of a study's child process whose runs are traced as the environment says. */
import { serveOrders } from "../../experiments/studies/execute/serve-orders.ts";
import { openTracing } from "./tracing.ts";

serveOrders({ openTracer: openTracing });
