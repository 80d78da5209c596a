/** Form of a graph: what Studio asks for, which is less than what the graph takes. */
import { StateSchema, type StateSchemaFields } from "@langchain/langgraph";

/** An input that takes every field of the state, and whose JSON schema shows those of the form alone. */
export function shownAs<F extends StateSchemaFields>(
  state: StateSchema<F>,
  form: { getInputJsonSchema(): unknown },
): StateSchema<F> {
  const input = new StateSchema({ ...state.fields });
  const shown = form.getInputJsonSchema() as ReturnType<typeof input.getInputJsonSchema>;
  input.getInputJsonSchema = () => shown;
  return input;
}
