export default {
  title: "A site with Pods",
  url: "https://host.example",
  baseUrl: "/",
  onBrokenLinks: "throw",
  themes: ["@docusaurus/theme-classic"],
  plugins: [["@docusaurus/plugin-content-docs", { routeBasePath: "/" }]],
  clientModules: ["./src/podlife.js"],
};
