// What the page's own module can do in this browser: figures of {name, value, unit}. `base` is the
// site's address, `id` a diagram's.
async function measure(base, id) {
  const { default: init, Player } = await import(`${base}${id}.js`);
  await init();
  const long = new Player(`${id}?len=3600s&rate=100`);
  // A leader's heartbeats to 50 others every 20 ms, and their answers, each 0.8 s under way: 4,000.
  const crowd = new Player(`${id}?mode=cp&n=51&lat=800ms&shape=fixed&hb=20ms&et=5s&part=none&len=60s`);
  const { default: start, BareRun, RewindableRun } = await import(`${base}bench/bench.js`);
  await start();
  return [...delivered(), ...computed(long), ...painted(crowd, "frame", 20e6), ...(await transported())];

  // Messages that arrive a second in five Raft servers under a steady workload.
  function delivered() {
    const bare = new BareRun();
    bare.run(200_000);
    const events = 2_000_000;
    let arrived = 0;
    const [alone] = timed(1, () => (arrived = bare.run(events)));
    const rewindable = new RewindableRun();
    const [kept] = timed(1, () => rewindable.run(events));
    const seeks = timed(300, (index) => rewindable.seek(Math.floor(((index * 0.618034) % 1) * 1e6)));
    return [
      { name: "browser: deliveries", value: (arrived / alone) * 1000, unit: "messages/s" },
      { name: "browser: deliveries with rewind", value: (arrived / kept) * 1000, unit: "messages/s" },
      { name: "browser: seek p95 in two million events", value: p95(seeks), unit: "ms" },
    ];
  }

  // Figures are computed ahead and judged with the rewind history on, as a reader meets them.
  function computed(player) {
    const start = performance.now();
    while (player.events() < 1_000_000 && player.work(5_000));
    const seconds = (performance.now() - start) / 1000;
    const seeks = timed(300, (index) => player.seek(((index * 0.618034) % 1) * player.computed()));
    return [
      { name: "browser: events, judged, with rewind", value: player.events() / seconds, unit: "/s" },
      { name: "browser: events of the run sought in", value: player.events(), unit: "" },
      { name: "browser: seek p95", value: p95(seeks), unit: "ms" },
    ];
  }

  // Each frame moves on by a frame's time, as at speed 1, and reads a pixel back, so that the
  // time to put the picture into pixels counts.
  function painted(player, name, from) {
    while (player.computed() < from + 4e6 && player.work(5_000));
    const canvas = Object.assign(document.createElement("canvas"), { width: 968, height: 640 });
    document.body.append(canvas);
    const context = canvas.getContext("2d");
    player.frame(canvas.width, canvas.height, 1, -1);
    const [moved, drawn] = [[], []];
    const frames = timed(200, (index) => {
      const start = performance.now();
      player.seek(from + index * 16_667);
      moved.push(performance.now() - start);
      player.paint(context, false);
      drawn.push(performance.now() - start);
      context.getImageData(0, 0, 1, 1);
    });
    return [
      { name: `browser: ${name} p95, the run alone`, value: p95(moved), unit: "ms" },
      { name: `browser: ${name} p95`, value: p95(drawn), unit: "ms" },
      { name: `browser: ${name} p95, to the pixel`, value: p95(frames), unit: "ms" },
    ];
  }

  // A page of 4 MB over 100 ms at 2 % loss, over both transports, from its link to the end of both
  // runs; and a frame in which 2,000 packets are under way over them.
  async function transported() {
    const { default: init, Player } = await import(`${base}hol.js`);
    await init();
    const page = "hol?mode=window&loss=2%&rtt=100ms&n=3334&pt=1ms&queue=500";
    const opened = timed(40, (seed) => new Player(`${page}&seed=${seed}`).free());
    const crowd = new Player("hol?mode=window&loss=0%&rtt=990ms&n=4000&pt=1ms&queue=500");
    return [
      { name: "browser: 4 MB over TCP and QUIC, p95", value: p95(opened), unit: "ms" },
      ...painted(crowd, "frame of packets", 9e6),
    ];
  }

  function timed(count, work) {
    return Array.from({ length: count }, (_, index) => {
      const start = performance.now();
      work(index);
      return performance.now() - start;
    });
  }

  function p95(times) {
    return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)];
  }
}
