// The official client's JSON API: each scenario does what its name says and gives what the test looks at.
import { createRequire } from "node:module";

// The package's own modules for `import` do not find each other in Node.js; those for `require` do.
const require = createRequire(import.meta.url);
const { request } = require("@lana-commerce/core/json/commerce");
const { fetchAllItems, iterAllItems } = require("@lana-commerce/core/json/fetchAllItems");
const { Mutator } = require("@lana-commerce/core/json/mutator");

const { scenario, host, token, shop, absent, options } = JSON.parse(process.env.GIVEN);
const quick = {
  getTimeoutMS: (number) => options?.timeouts?.[number] ?? 20000,
  getNextTryInMS: () => 10,
  numTries: options?.tries ?? 5,
};
const context = { host, token, backoffRetryOpts: quick };

const post = (products) => request(context, "POST:products.json").shop_id(shop).data(products);
const page = () => request(context, "GET:products/page.json").shop_id(shop);
const plain = ({ kind, type, error, data }) => ({ kind, type, error, data });

const scenarios = {
  async operations() {
    const created = await post([{ title: "Cola", brand_id: "br_1" }, { title: "Soap & Co, Ltd?" }]).sendUnwrap();
    const ids = created.map((product) => product.id);
    const modified = await post([{ title: "Cola 2" }, { tags: ["a", "b"] }]).ids(ids).expand({ brand: true }).sendUnwrap();
    const got = await request(context, "GET:products.json").shop_id(shop).ids([ids[1], ids[0]]).sendUnwrap();
    const brief = await request(context, "GET:products.json").shop_id(shop).ids(ids).fields(["title", "brand.id"]).sendUnwrap();
    const loose = await request(context, "GET:products.json").shop_id(shop).ids([...ids, absent]).loose(true).send();
    const deleted = await request(context, "DELETE:products.json").shop_id(shop).ids([ids[0]]).expectStatus(200).send();
    const left = await page().sort_by("created_at").sendUnwrap();
    const shops = await request(context, "GET:shops.json").sendUnwrap();
    return { created, modified, got, brief, loose: plain(loose), deleted: plain(deleted), left, shops };
  },

  async paging() {
    const titles = Array.from({ length: 65 }, (_, number) => `product ${number}`);
    for (let start = 0; start < 65; start += 30) {
      await post(titles.slice(start, start + 30).map((title) => ({ title }))).sendUnwrap();
    }
    const all = await fetchAllItems(page().sort_by("created_at"));
    const backwards = [];
    for await (const product of iterAllItems(page().sort_by("updated_at").sort_desc(true).limit(7).fields(["title"]))) {
      backwards.push(product.title);
    }
    return { titles, all: all.data.map((product) => product.title), backwards };
  },

  async mutator() {
    const titles = Array.from({ length: 65 }, (_, number) => `product ${number}`);
    const creation = new Mutator();
    const drafts = titles.map((title) => creation.product(shop, { title }));
    const { resolvedIDs } = await creation.execute(context);
    const ids = drafts.map((draft) => resolvedIDs.get(draft));
    const modification = new Mutator();
    ids.forEach((id, number) => modification.productModify(shop, id, { meta_title: `${number}` }));
    await modification.execute(context);
    const got = await request(context, "GET:products.json").shop_id(shop).ids(ids).sendUnwrap();
    return { titles, got: got.map((one) => [one.title, one.meta_title]) };
  },

  async errors() {
    const unknown = await request(context, "GET:info/currencies.json").send();
    const invalid = await post([{ title: "good" }, { title: "", ban_mode: "x" }]).send();
    const unauthorized = await request({ ...context, token: undefined }, "GET:shops.json").send();
    const untrusted = await request({ ...context, token: "a.b.c" }, "GET:shops.json").send();
    const ids = (await post([{ title: "a" }, { title: "b" }]).sendUnwrap()).map((product) => product.id);
    const uneven = await post([{ title: "x" }]).ids(ids).send();
    return Object.fromEntries(
      Object.entries({ unknown, invalid, unauthorized, untrusted, uneven }).map(([name, response]) => [name, plain(response)]),
    );
  },

  async create() {
    return plain(await post([{ title: "Cola" }]).send());
  },

  async list() {
    return (await fetchAllItems(page().sort_by("created_at"))).data;
  },

  async together() {
    const titles = Array.from({ length: 5 }, (_, number) => `product ${number}`);
    const responses = await Promise.all(titles.map((title) => post([{ title }]).send()));
    const all = await fetchAllItems(page().sort_by("created_at"));
    return { kinds: responses.map((response) => response.kind), all: all.data.map((product) => product.title).sort() };
  },
};

console.log(JSON.stringify(await scenarios[scenario]()));
// The client leaves the timers of tries running that failed before their time.
process.exit(0);
