/** Biased matrix factorisation by stochastic gradient descent (Koren, Bell and Volinsky 2009), seeded and single-threaded. */

import { makeRandom, shuffle } from "../../core/random.ts";
import type { Table } from "../reward-model.ts";

/** A rating log: three columns of equal length; users and items are indices from 0, stars 0.5..5. */
export interface Log {
  readonly users: number;
  readonly items: number;
  readonly user: Int32Array;
  readonly item: Int32Array;
  readonly stars: Float64Array;
}

/** What a fit is made with. */
export interface FitOptions {
  /** Factors per user and item; 0 fits biases alone. */
  readonly factors: number;
  readonly seed: number;
  readonly epochs?: number;
  /** Called after each epoch with the share done, 0..1. */
  readonly onEpoch?: (share: number) => void;
}

/** r(u, i) ≈ mean + b_u + b_i + p_u·q_i. */
export interface Fit {
  readonly mean: number;
  readonly userBias: Float64Array;
  readonly itemBias: Float64Array;
  readonly userFactors: Table & { readonly data: Float64Array };
  readonly itemFactors: Table & { readonly data: Float64Array };
}

/** Learning constants, chosen once on ml-latest-small by hold-out RMSE (docs/worlds.md). */
export const SGD = { epochs: 80, rate: 0.01, decay: 0.98, biasPenalty: 0.03, factorPenalty: 0.07, start: 0.1 } as const;

/** Fits the log by minimising Σ (r - r̂)² + λ_b (b_u² + b_i²) + λ_f (|p_u|² + |q_i|²), ratings visited in a new random order each epoch. */
export function factorise(log: Log, options: FitOptions): Fit {
  const random = makeRandom(options.seed, 11);
  const size = options.factors;
  const draw = (rows: number) => ({
    data: Float64Array.from({ length: rows * size }, () => (SGD.start * random.normal()) / Math.sqrt(Math.max(1, size))),
    rows,
    columns: size,
  });
  const model: Fit = {
    mean: log.stars.reduce((a, b) => a + b, 0) / log.stars.length,
    userBias: new Float64Array(log.users),
    itemBias: new Float64Array(log.items),
    userFactors: draw(log.users),
    itemFactors: draw(log.items),
  };
  const order = Array.from(log.stars, (_, k) => k);
  const epochs = options.epochs ?? SGD.epochs;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    descend(log, model, order, SGD.rate * SGD.decay ** epoch);
    options.onEpoch?.((epoch + 1) / epochs);
  }
  return model;
}

/** One pass over the log: for every rating, a step of length `rate` down the gradient of its term. */
function descend(log: Log, model: Fit, order: readonly number[], rate: number): void {
  const { mean, userBias, itemBias } = model;
  const [p, q, size] = [model.userFactors.data, model.itemFactors.data, model.userFactors.columns];
  for (const k of order) {
    const [u, i] = [log.user[k] as number, log.item[k] as number];
    const [bu, bi, at, to] = [userBias[u] as number, itemBias[i] as number, u * size, i * size];
    let guess = mean + bu + bi;
    for (let f = 0; f < size; f++) guess += (p[at + f] as number) * (q[to + f] as number);
    const error = (log.stars[k] as number) - guess;
    userBias[u] = bu + rate * (error - SGD.biasPenalty * bu);
    itemBias[i] = bi + rate * (error - SGD.biasPenalty * bi);
    for (let f = 0; f < size; f++) {
      const [pf, qf] = [p[at + f] as number, q[to + f] as number];
      p[at + f] = pf + rate * (error * qf - SGD.factorPenalty * pf);
      q[to + f] = qf + rate * (error * pf - SGD.factorPenalty * qf);
    }
  }
}

/** The fitted rating, clipped to 0.5..5 stars. */
export function predict(model: Fit, user: number, item: number): number {
  const size = model.userFactors.columns;
  let sum = model.mean + (model.userBias[user] as number) + (model.itemBias[item] as number);
  for (let f = 0; f < size; f++)
    sum += (model.userFactors.data[user * size + f] as number) * (model.itemFactors.data[item * size + f] as number);
  return Math.min(5, Math.max(0.5, sum));
}

/** Root mean squared errors, in stars, on a random tenth of the log that the fits have not seen. */
export interface HoldOut {
  readonly ratings: number;
  readonly globalMean: number;
  readonly biases: number;
  readonly factors: number;
}

/** Fits on nine tenths of the log and measures on the rest: the global mean, biases alone, biases with factors. */
export function holdOut(log: Log, options: FitOptions): HoldOut {
  const order = shuffle(
    Array.from(log.stars, (_, k) => k),
    makeRandom(options.seed, 12),
  );
  const cut = Math.ceil(order.length / 10);
  const [test, train] = [select(log, order.slice(0, cut)), select(log, order.slice(cut))];
  const biases = factorise(train, { ...options, factors: 0, onEpoch: undefined });
  const factors = factorise(train, options);
  return {
    ratings: cut,
    globalMean: rmse(test, () => biases.mean),
    biases: rmse(test, (u, i) => predict(biases, u, i)),
    factors: rmse(test, (u, i) => predict(factors, u, i)),
  };
}

/** The rows of a log with these indices. */
export function select(log: Log, rows: readonly number[]): Log {
  return {
    ...log,
    user: Int32Array.from(rows, (k) => log.user[k] as number),
    item: Int32Array.from(rows, (k) => log.item[k] as number),
    stars: Float64Array.from(rows, (k) => log.stars[k] as number),
  };
}

function rmse(log: Log, guess: (user: number, item: number) => number): number {
  const squares = log.stars.map((stars, k) => (stars - guess(log.user[k] as number, log.item[k] as number)) ** 2);
  return Math.round(Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length) * 1e4) / 1e4;
}
