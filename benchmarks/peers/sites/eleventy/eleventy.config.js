const newestFirst = (api) => api.getFilteredByGlob("src/articles/**/*.md").sort((a, b) => b.date - a.date);

function group(articles, keysOf) {
  const groups = new Map();
  for (const article of articles)
    for (const key of keysOf(article)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(article);
    }
  return groups;
}

function pages(groups, folder) {
  const path = (key, number) => folder + key + (number ? `/page/${number + 1}` : "");
  const all = [];
  for (const [key, articles] of groups) {
    const count = Math.ceil(articles.length / 50);
    for (let n = 0; n < count; n++)
      all.push({
        name: key,
        path: path(key, n),
        articles: articles.slice(n * 50, n * 50 + 50),
        newer: n ? path(key, n - 1) : null,
        older: n < count - 1 ? path(key, n + 1) : null,
      });
  }
  return all;
}

module.exports = function (config) {
  const bySection = (api) => group(newestFirst(api), (one) => [one.data.section]);
  const byTopic = (api) => group(newestFirst(api), (one) => one.data.topics);
  config.addCollection("latest", (api) => newestFirst(api).slice(0, 50));
  config.addCollection("sectionPages", (api) => pages(bySection(api), ""));
  config.addCollection("topicPages", (api) => pages(byTopic(api), "topics/"));
  config.addCollection("feeds", (api) => pages(bySection(api), "").filter((one) => !one.newer));
  config.addCollection("topics", (api) => [...byTopic(api).keys()].sort());
  config.addPassthroughCopy({ "src/site.css": "site.css" });
  return { dir: { input: "src", includes: "../_includes", output: "_site" }, markdownTemplateEngine: false };
};
