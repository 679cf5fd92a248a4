// Not by `scripts`: React takes the page over first, and would not find there what it expects.
export function onRouteDidUpdate() {
  if (document.getElementById("podlife")) return;
  const script = document.createElement("script");
  script.id = "podlife";
  script.type = "module";
  script.src = "https://podlife.dev/podlife-embed.js";
  document.head.append(script);
}
