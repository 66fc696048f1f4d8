// The element <bivalent-figure src="LINK">: a live figure in a page of somebody else's.
// A still stands at once; what runs is loaded once for all figures, when the first is in sight.

const base = new URL(".", import.meta.url);
/** How far below the window a figure begins to load. */
const AHEAD = "200px";

const NAME = "bivalent-figure";

let kept;
/** What is the same for every figure of the page: scripts, styles, the list of what there is. */
const common = () =>
  (kept ??= Promise.all([import("./shell.js"), styles()]).catch((error) => {
    kept = null;
    throw error;
  }));

let listed;
/** All that the figure `id` needs to be live: its class, its module's player, the styles. */
async function load(id) {
  if (typeof WebAssembly !== "object") throw new Error("this browser has no WebAssembly, or it is switched off");
  const [{ Figure, catalogue, module }, style] = await common();
  const { figures, weights } = await (listed ??= catalogue(base).catch((error) => {
    listed = null;
    throw error;
  }));
  const ids = figures.map((one) => one.id);
  if (!ids.includes(id)) throw new Error(`there is no figure "${id}"; there is ${ids.join(", ")}`);
  const { Player } = await module(chosen(id, weights));
  return [Figure, Player, style];
}

/** The module with every diagram. */
const ALL = "all";
const loaded = new Set();

/** The module for a figure: its own, or ALL where the modules that the page still needs weigh more. */
function chosen(id, weights) {
  /** @type {any[]} */
  const all = [...document.querySelectorAll(NAME)];
  const others = all.filter((figure) => figure.getAttribute("reveal") !== "interaction");
  const needed = [...new Set([id, ...others.map((figure) => figure.source?.split("?")[0])])].filter((one) => !loaded.has(one));
  const sum = needed.reduce((sum, one) => sum + (weights[one] ?? 0), 0);
  const name = !loaded.has(id) && (loaded.has(ALL) || sum > weights[ALL]) ? ALL : id;
  loaded.add(name);
  return name;
}

/** The page's own styles as a constructed sheet, which no policy of the host page forbids. */
async function styles() {
  const text = async (name) => {
    const answer = await fetch(new URL(name, base));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.text();
  };
  const texts = await Promise.all(["tokens.css", "style.css", "embed.css"].map(text));
  // In a shadow root neither the page's root nor its body is in reach: one element is both.
  return sheet(texts.join("\n").replace(/:root|\bbody(?=\{)/g, ".root"));
}

function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

const STILL = sheet(
  ":host{display:block}:host([hidden]),[hidden]{display:none!important}.root{margin:0}" +
    "img,::slotted([slot=poster]){display:block;width:100%;height:auto}.stand{position:relative}" +
    ".start{position:absolute;inset:0;width:100%;border:0;background:none;font:600 16px system-ui;cursor:pointer}" +
    ".start span{padding:10px 18px;border-radius:6px;background:#1b1f24;color:#fff}",
);

function make(tag, props, ...children) {
  const el = Object.assign(document.createElement(tag), props);
  el.append(...children);
  return el;
}

class BivalentFigure extends HTMLElement {
  static observedAttributes = ["src", "theme", "controls"];

  constructor() {
    super();
    const shadow = (this.shadow = this.attachShadow({ mode: "open" }));
    shadow.adoptedStyleSheets = [STILL];
    this.poster = make("img", { part: "poster", decoding: "async", onerror: () => (this.poster.hidden = true) });
    const slot = make("slot", { name: "poster" }, this.poster);
    this.stand = make("div", { className: "stand" }, slot);
    this.live = make("div", { hidden: true });
    const caption = make("figcaption", { part: "caption" }, make("slot", { name: "caption" }));
    this.frame = make("figure", { className: "root", part: "figure" }, this.stand, this.live, caption);
    shadow.append(this.frame);
  }

  connectedCallback() {
    // Moved, not removed: it goes on.
    if (!this.figure) this.wait();
  }

  disconnectedCallback() {
    this.sight?.disconnect();
    queueMicrotask(() => {
      if (this.isConnected || !this.figure) return;
      // Put back later, it goes on where it was.
      const playing = this.figure.playing;
      this.kept = this.figure.player && { link: this.link(true), playing };
      this.end();
    });
  }

  attributeChangedCallback(name, before, now) {
    if (name === "theme") {
      if (["light", "dark"].includes(now)) this.frame.dataset.theme = now;
      else delete this.frame.dataset.theme;
    } else if (name === "controls") {
      this.open(now != null);
    } else if (before !== now) {
      this.kept = null;
      const live = this.figure;
      this.end();
      if (!this.isConnected) return;
      this.wait();
      if (live) this.start();
    }
  }

  /** Waits for its moment behind the still. */
  wait() {
    if (!this.source) return;
    this.still();
    if (this.getAttribute("reveal") === "interaction" && !this.kept) this.offer();
    else this.watch();
  }

  /** Shows the picture that stands until the figure is live. */
  still() {
    const id = this.source.split("?")[0];
    const src = new URL(`${id}/poster.svg`, base).href;
    // Where the page brings a still of its own, ours is not even fetched.
    if (this.poster.src !== src && !this.querySelector("[slot=poster]")) Object.assign(this.poster, { src, hidden: false });
    this.poster.alt = `A still of the figure ${id}.`;
    this.stand.hidden = false;
    this.live.hidden = true;
  }

  /** Has a tap start it. */
  offer() {
    this.button?.remove();
    const start = () => this.start().then(() => this.play());
    this.button = make(
      "button",
      { className: "start", part: "start", type: "button", onclick: start },
      make("span", { textContent: "Run this figure" }),
    );
    this.stand.append(this.button);
  }

  /** Starts it when it comes into sight. */
  watch() {
    this.sight?.disconnect();
    this.sight = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.start(), {
      rootMargin: AHEAD,
    });
    this.sight.observe(this);
  }

  /** Makes it live, once; resolves to the figure. */
  start() {
    this.sight?.disconnect();
    return (this.starting ??= this.begin());
  }

  async begin() {
    const turn = (this.turn = {});
    const link = this.kept?.link ?? this.source;
    let parts;
    try {
      parts = await load(link.split("?")[0]);
    } catch (error) {
      if (turn === this.turn) this.failed(error);
      return null;
    }
    // Removed or given another source meanwhile.
    if (turn !== this.turn) return this.starting ?? null;
    if (!this.isConnected) {
      this.end();
      return null;
    }
    const [Figure, Player, style] = parts;
    this.shadow.adoptedStyleSheets = [STILL, style];
    this.stand.hidden = true;
    this.live.hidden = false;
    const box = make("div", {});
    this.live.replaceChildren(box);
    const playing = this.kept ? this.kept.playing : this.hasAttribute("autoplay");
    this.figure = new Figure(box, playing ? playingLink(link) : link, { Player, base, host: this, themed: this.frame });
    if (!this.figure.player) return this.figure;
    if (!playing) this.figure.pause();
    this.dress();
    this.dispatchEvent(new CustomEvent("ready"));
    return this.figure;
  }

  /** Adds what only an embedded figure has. */
  dress() {
    const { figure } = this;
    const named = {
      stage: figure.stage.el,
      verdicts: figure.panel.chips,
      transport: figure.transport.el,
      plate: figure.stage.el.parentNode,
    };
    for (const name in named) named[name].part = name;
    this.switch = make("button", {
      type: "button",
      textContent: "Controls",
      onclick: () => this.open(!this.frame.classList.contains("open")),
    });
    const whole = make("a", { textContent: "Open the whole figure", target: "_blank", rel: "noopener", href: figure.address(this.link()) });
    whole.addEventListener("click", () => (whole.href = figure.address(this.link(true))));
    const share = make("button", { type: "button", textContent: "Share", onclick: () => figure.share() });
    const foot = make("div", { className: "foot", part: "foot" }, this.switch, share, whole);
    figure.root.append(foot);
    this.open(this.hasAttribute("controls"));
  }

  /** Shows or hides what is measured and the controls. */
  open(on) {
    this.frame.classList.toggle("open", on);
    this.switch?.setAttribute("aria-expanded", on);
    for (const section of this.figure?.sections ?? []) section.open ||= on;
  }

  failed(error) {
    console.error(error);
    this.starting = null;
    const message = `This figure could not be loaded: ${error.message}.`;
    this.live.replaceChildren(make("p", { role: "alert", textContent: message }));
    this.live.hidden = false;
    this.dispatchEvent(new CustomEvent("error", { detail: { message } }));
  }

  end() {
    this.figure?.close();
    this.figure = this.starting = this.turn = null;
    this.live.replaceChildren();
    this.button?.remove();
  }

  /** The link, though it may be given as an address. */
  get source() {
    return (this.getAttribute("src") ?? "").replace(/^(?:[^?]*\/)?([^/?]+)\/?(?=\?|$)/, "$1");
  }

  // What a page may ask of it. All but `link` start it if need be.

  async play() {
    const figure = await this.start();
    if (figure?.player && !figure.playing) figure.toggle();
  }

  async pause() {
    (await this.start())?.pause();
  }

  /** Goes to a moment, in seconds. */
  async seek(seconds) {
    const figure = await this.start();
    if (figure?.player && Number.isFinite(seconds)) figure.seek(Math.round(seconds * 1e6));
  }

  /** Goes one event on, or back. */
  async step(forward = true) {
    const figure = await this.start();
    if (figure?.player) figure.step(forward);
  }

  /** The run at hand as `src` would have it; with the playhead's moment if asked for. */
  link(moment = false) {
    return this.figure?.call("link", moment) ?? this.source;
  }
}

/** The link with the wish to play at once. */
const playingLink = (link) => (/[?&]play\b/.test(link) ? link : `${link}${link.includes("?") ? "&" : "?"}play`);

// A second copy of this script leaves the first in charge.
if (!customElements.get(NAME)) customElements.define(NAME, BivalentFigure);
