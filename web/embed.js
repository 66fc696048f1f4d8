// A figure's page in somebody else's frame: `?embed`. It tells its height, and listens to the
// page around it for four wishes alone. Needs no more than sandbox="allow-scripts".

import "./bivalent.js";

const THEMES = ["auto", "light", "dark"];

/** @type {any} */
const figure = document.createElement("bivalent-figure");
const own = (pair) => pair && !/^(embed|theme)(=|$)/.test(pair);
const query = location.search.slice(1).split("&").filter(own).join("&");
const asked = new URLSearchParams(location.search);

figure.setAttribute("src", document.body.dataset.page + (query && `?${query}`));
figure.toggleAttribute("autoplay", asked.has("play") || !asked.has("t"));
setTheme(asked.get("theme"));
document.documentElement.style.setProperty("scrollbar-gutter", "auto");
document.body.replaceChildren(figure);

/** Takes one of the three themes; leaves it alone otherwise. */
function setTheme(theme) {
  if (!THEMES.includes(theme)) return;
  figure.setAttribute("theme", theme);
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

const WISHES = {
  "bivalent:theme": ({ theme }) => setTheme(theme),
  "bivalent:play": () => figure.play(),
  "bivalent:pause": () => figure.pause(),
  "bivalent:seek": ({ seconds }) => Number.isFinite(seconds) && seconds >= 0 && figure.seek(seconds),
};

if (parent !== window) {
  addEventListener("message", ({ source, data }) => {
    if (source === parent && Object.hasOwn(WISHES, data?.type)) WISHES[data.type](data);
  });
  const tell = () => parent.postMessage({ type: "bivalent:height", height: figure.offsetHeight }, "*");
  new ResizeObserver(() => figure.offsetHeight && tell()).observe(figure);
}
