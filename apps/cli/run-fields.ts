/** Fields of `billp run`: of the settings and of the operation, from their schemas. */
import { SettingsSchema } from "../../methods/settings.ts";
import { fieldsOf } from "./fields.ts";
import { OperationSchema } from "./operation.ts";

/** Fields of what a run is. */
export const settingsFields = () => fieldsOf(SettingsSchema);

/** Fields of how it is carried out. */
export const operationFields = () => fieldsOf(OperationSchema);
