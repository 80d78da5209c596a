/** Contract suites: lists of checks that any test runner can run, each a name and a function that throws when the contract is broken. */

/** One check of a contract. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
}
