// The official client's GraphQL: each scenario does what its name says and gives what the test looks at.
import { createRequire } from "node:module";
import { webcrypto } from "node:crypto";

const { scenario, host, token, shop, options } = JSON.parse(process.env.GIVEN);

// The client sends hashes instead of documents where it can make them.
Object.defineProperty(globalThis, "crypto", { value: options?.hashes === false ? undefined : webcrypto });
const require = createRequire(import.meta.url);
const { request, graphqlBackoffRetry } = require("@lana-commerce/core/request");
const { fetchAllItems } = require("@lana-commerce/core/fetchAllItems");

const connection = {
  url: `${host}/commerce.json`,
  authToken: token,
  getTimeoutMS: (number) => options?.timeouts?.[number] ?? 20000,
  getNextTryInMS: () => 10,
};

const CREATE = `mutation ($shop: String!, $data: [ProductCreate!]!) {
  productsCreate(shop_id: $shop, data: $data) { id title handle published brand { id } }
}`;
const MODIFY = `mutation ($shop: String!, $ids: [String!]!, $data: [ProductModify!]!) {
  productsModify(shop_id: $shop, ids: $ids, data: $data) { title tags }
}`;
const DELETE = "mutation ($shop: String!, $ids: [String!]!) { productsDelete(shop_id: $shop, ids: $ids) }";
const GET = "query ($shop: String!, $ids: [String!]!) { products(shop_id: $shop, ids: $ids) { title } }";
const PAGE = `query ($shop: String!, $lastKey: String, $limit: Int) {
  productsPage(shop_id: $shop, last_key: $lastKey, limit: $limit, sort_by: created_at) { count last_key items { title } }
}`;

const plain = ({ kind, type, error, errors, data }) => ({ kind, type, error, errors, data });

const scenarios = {
  async operations() {
    const created = await request(CREATE)({ shop, data: [{ title: "Cola", brand_id: "br_1" }, { title: "Soap" }] }, connection);
    const ids = created.data.map((product) => product.id);
    const modified = await request(MODIFY)({ shop, ids, data: [{ title: "Cola 2" }, { tags: ["a"] }] }, connection);
    const got = await request(GET)({ shop, ids: [ids[1], ids[0]] }, connection);
    const deleted = await request(DELETE)({ shop, ids: [ids[0]] }, connection);
    const missing = await request(GET)({ shop, ids: [ids[0]] }, connection);
    const shops = await graphqlBackoffRetry("{ shops { id } }", undefined, connection);
    const responses = { created, modified, got, deleted, missing, shops };
    return Object.fromEntries(Object.entries(responses).map(([name, response]) => [name, plain(response)]));
  },

  async paging() {
    const titles = Array.from({ length: 65 }, (_, number) => `product ${number}`);
    await request(CREATE)({ shop, data: titles.map((title) => ({ title })) }, connection);
    const all = await fetchAllItems(PAGE, { shop }, connection);
    return { titles, all: all.data.map((product) => product.title) };
  },

  async errors() {
    const invalid = await request(CREATE)({ shop, data: [{ title: "good" }, { title: "" }] }, connection);
    const unauthorized = await request(GET)({ shop, ids: ["x"] }, { ...connection, authToken: undefined });
    const untyped = await graphqlBackoffRetry(CREATE, { shop, data: [{ title: 5 }] }, connection);
    const unknown = await graphqlBackoffRetry("{ nothing }", undefined, connection);
    const responses = { invalid, unauthorized, untyped, unknown };
    return Object.fromEntries(Object.entries(responses).map(([name, response]) => [name, plain(response)]));
  },

  async create() {
    return plain(await request(CREATE)({ shop, data: [{ title: "Cola" }] }, connection));
  },
};

console.log(JSON.stringify(await scenarios[scenario]()));
// The client leaves the timers of tries running that failed before their time.
process.exit(0);
