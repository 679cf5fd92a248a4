const PODLIFE = new URL("https://podlife.dev/").origin;
const frame = document.getElementById("pod");
const tell = (type, value) => frame.contentWindow.postMessage({ podlife: 1, type, value }, PODLIFE);
const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: by-hand
spec:
  containers:
  - name: app
    image: registry.example/shop:8.2
`;

const hello = () => tell("hello", { theme: "light", font: "Georgia, serif", colors: { app: "#b3005e" } });

addEventListener("message", ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== PODLIFE || data?.podlife !== 1) return;
  if (data.type === "ready") hello();
  if (data.type === "welcome") tell("show", manifest);
  if (data.type === "height") frame.style.height = `${data.value}px`;
  if (data.type === "instant") document.querySelector("output").value = `${data.value / 1000} s`;
});
// It may have been ready before this script was.
hello();
document.getElementById("to-20").addEventListener("click", () => tell("seek", 20_000));
