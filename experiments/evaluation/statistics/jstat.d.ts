/** The part of jstat that we use; the package ships no types, and as CommonJS it has only a default export. */
declare module "jstat" {
  const jstat: {
    /** Student's t; `inv` is the quantile. */
    readonly studentt: { inv(p: number, df: number): number; cdf(x: number, df: number): number };
    /** P(T ≤ x) of Student's t with df degrees of freedom and noncentrality ncp. */
    readonly gamma: { cdf(x: number, shape: number, scale: number): number };
    readonly noncentralt: { cdf(x: number, df: number, ncp: number): number };
    readonly chisquare: { cdf(x: number, df: number): number };
    /** Regularised incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number;
  };
  export default jstat;
}
