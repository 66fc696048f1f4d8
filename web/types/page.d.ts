// What the page's scripts make of the declarations in wire.d.ts and module.d.ts.

import type * as module from "./module";

export type * from "./wire";
export type { Player } from "./module";

/** A wasm module of the site; that of the workers has the classes that a job is of. */
export type Module = typeof module;

/** What a worker can be asked to do: one object of a class. */
export type Lab = {
  Exploring: module.Exploring;
  Outside: module.Outside;
  Sweep: module.Sweep;
  Whole: module.Whole;
};

/** The names of the methods of a class, their arguments, and what they answer. */
export type Methods<T> = { [M in keyof T]: T[M] extends (...args: any[]) => any ? M : never }[keyof T] & string;
export type Args<T, M extends keyof T> = T[M] extends (...args: infer A) => any ? A : never;
export type Answer<T, M extends keyof T> = T[M] extends (...args: any[]) => infer R ? R : never;
