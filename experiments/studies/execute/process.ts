/** Entry of a child process without traces; with them: integrations/tracing/traced-process.ts. */
import { serveOrders } from "./serve-orders.ts";

serveOrders();
