// Work that is too long for a frame, in a worker of its own.

/** A worker may start from its page's own site alone: elsewhere a script of that page's loads ours. */
function begin(script) {
  const own = script.origin === origin ? script : URL.createObjectURL(new Blob([`import ${JSON.stringify(script)}`], { type: "text/javascript" }));
  return new Worker(own, { type: "module" });
}

const NONE = "no worker can start in this page; the run's own page can do it";

export class Job {
  /** Starts a worker with an object of the class `kind` of the module `lab`. */
  constructor(base, kind, ...args) {
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

  /** Calls a method of the object; resolves to what it returns. */
  async ask(method, ...args) {
    await this.started;
    return this.send({ method, args });
  }

  send(message) {
    if (!this.worker) return Promise.reject(new Error(this.why));
    return new Promise((resolve, reject) => {
      const number = (this.number = (this.number ?? 0) + 1);
      this.waiting.set(number, { resolve, reject });
      this.worker.postMessage({ number, ...message });
    });
  }

  answered({ number, answer, error }) {
    const { resolve, reject } = this.waiting.get(number);
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
