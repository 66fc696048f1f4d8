// A worker: one object of the module `lab`, whose methods are called by message, in order.

import { module } from "./modules.js";

/** @type {any} */
let job;

addEventListener("message", async ({ data: { number, kind, method, args } }) => {
  try {
    /** @type {any} */
    const lab = await module("lab");
    const answer = kind ? void (job = new lab[kind](...args)) : job[method](...args);
    postMessage({ number, answer });
  } catch (error) {
    postMessage({ number, error: String(error.message ?? error) });
  }
});
