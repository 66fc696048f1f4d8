// Work that is too long for a frame, in a worker of its own.

/** A worker may start from its page's own site alone: elsewhere a script of that page's loads ours. */
function begin(script) {
  const own =
    script.origin === origin ? script : URL.createObjectURL(new Blob([`import ${JSON.stringify(script)}`], { type: "text/javascript" }));
  return new Worker(own, { type: "module" });
}

/** Who waits for an answer that nobody waits for. */
const NOBODY = { resolve() {}, reject() {} };

const NONE = "no worker can start in this page; the run's own page can do it";

/** @import { Answer, Args, Lab, Methods } from "./types/page.d.ts" */

/** @template {keyof Lab} K */
export class Job {
  /** @type {Worker | null} */
  worker = null;
  why = "";
  number = 0;

  /**
   * Starts a worker with an object of the class `kind` of the module `lab`.
   * @param {URL} base
   * @param {K} kind
   * @param {...string} args
   */
  constructor(base, kind, ...args) {
    /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    try {
      this.worker = begin(new URL("worker.js", base));
      this.worker.addEventListener("message", ({ data }) => this.answered(data));
      this.worker.addEventListener("error", ({ message }) => this.end(message || NONE));
    } catch {
      this.end(NONE);
    }
    this.started = this.send({ kind, args });
  }

  /**
   * Calls a method of the object; resolves to what it returns.
   * @template {Methods<Lab[K]>} M
   * @param {M} method
   * @param {Args<Lab[K], M>} args
   * @returns {Promise<Answer<Lab[K], M>>}
   */
  async ask(method, ...args) {
    await this.started;
    return this.send({ method, args });
  }

  send(message) {
    const { worker } = this;
    if (!worker) return Promise.reject(new Error(this.why));
    return new Promise((resolve, reject) => {
      const number = ++this.number;
      this.waiting.set(number, { resolve, reject });
      worker.postMessage({ number, ...message });
    });
  }

  answered({ number, answer, error }) {
    const { resolve, reject } = this.waiting.get(number) ?? NOBODY;
    this.waiting.delete(number);
    if (error == null) resolve(answer);
    else reject(new Error(error));
  }

  /** Ends it at once, whatever it is at. */
  end(why = "it was cancelled") {
    this.worker?.terminate();
    this.worker = null;
    this.why = why;
    for (const { reject } of this.waiting.values()) reject(new Error(why));
    this.waiting.clear();
  }
}
