// What exploring costs in this browser, in a page whose figure plays: figures of {name, value, unit}.
async function exploring(imported, base) {
  const { Job } = await imported(base, "job.js");
  const one = async (job, spec, budget, slice) => {
    const start = performance.now();
    await job.ask("begin", spec, budget);
    let far;
    let done = false;
    for (let steps = 500; !done; ) {
      const began = performance.now();
      ({ far, done } = await job.ask("work", steps));
      steps = Math.min(Math.round((steps * slice) / (performance.now() - began || 1)) + 50, 2 * steps);
    }
    return { far, seconds: (performance.now() - start) / 1000 };
  };
  const job = new Job(base, "Exploring");
  const coloured = [];
  for (let turn = 0; turn < 21; turn++) {
    const start = performance.now();
    await one(job, "ben-or", "1000000", 100);
    await job.ask("report", 0);
    coloured.push(performance.now() - start);
  }
  let watching = true;
  const [gaps, costs] = watch(() => watching);
  const { far, seconds } = await one(job, "two-phase-commit rms=8", "5000000", 100);
  watching = false;
  job.end();
  return [
    { name: "browser: explored", value: far.states / seconds, unit: "states/s" },
    { name: "browser: explored, bytes", value: far.bytes / far.states, unit: "bytes/state" },
    { name: "browser: the theorem's graph, coloured", value: share(coloured, 0.5), unit: "ms" },
    { name: "browser: script in a frame p95, exploring", value: share([...costs.values()], 0.95), unit: "ms" },
    { name: "browser: from frame to frame p95, exploring", value: share(gaps, 0.95), unit: "ms" },
  ];

  // Frames while something goes on: the time from one to the next, and what all callbacks of each take.
  function watch(goes) {
    const ask = requestAnimationFrame.bind(window);
    const [gaps, costs] = [[], new Map()];
    window.requestAnimationFrame = (callback) =>
      ask((time) => {
        const start = performance.now();
        callback(time);
        if (goes()) costs.set(time, (costs.get(time) ?? 0) + performance.now() - start);
      });
    let last;
    const frame = (time) => {
      if (last) gaps.push(time - last);
      last = time;
      if (goes()) ask(frame);
    };
    ask(frame);
    return [gaps, costs];
  }

  function share(values, part) {
    return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)];
  }
}
