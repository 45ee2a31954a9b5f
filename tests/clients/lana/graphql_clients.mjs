// Three clients that know nothing of this API but its schema: a bulk create by variables, a query, and an error.
import { ApolloClient, HttpLink, InMemoryCache, gql as apolloGql } from "@apollo/client/core";
import { Client as UrqlClient, fetchExchange, gql as urqlGql } from "@urql/core";
import { GraphQLClient } from "graphql-request";

const { scenario, host, token, shop } = JSON.parse(process.env.GIVEN);
const url = `${host}/commerce.json`;
const headers = { authorization: `Bearer ${token}` };

const CREATE = `mutation Create($shop: String!, $data: [ProductCreate!]!) {
  productsCreate(shop_id: $shop, data: $data) { id title tags }
}`;
const PAGE = `query Page($shop: String!, $limit: Int!) {
  productsPage(shop_id: $shop, limit: $limit, sort_by: created_at) { count items { id title } }
}`;
const data = Array.from({ length: 100 }, (_, number) => ({ title: `product ${number}`, tags: ["é", `${number}`] }));
const bad = [{ title: "good" }, { title: "" }];
const codes = (errors) => errors.map(({ message, path, apiError }) => ({ message, path, code: apiError?.code }));

const scenarios = {
  async request() {
    const client = new GraphQLClient(url, { headers });
    const created = await client.request(CREATE, { shop, data });
    const page = await client.request(PAGE, { shop, limit: 1000 });
    const errors = await client.request(CREATE, { shop, data: bad }).catch((error) => codes(error.response.errors));
    return { created, page, errors };
  },

  async apollo() {
    const client = new ApolloClient({ link: new HttpLink({ uri: url, headers }), cache: new InMemoryCache() });
    const created = await client.mutate({ mutation: apolloGql(CREATE), variables: { shop, data } });
    const page = await client.query({ query: apolloGql(PAGE), variables: { shop, limit: 1000 } });
    const refused = client.mutate({ mutation: apolloGql(CREATE), variables: { shop, data: bad } });
    const errors = await refused.catch((error) => codes(error.errors));
    return { created: created.data, page: page.data, errors };
  },

  async urql() {
    const client = new UrqlClient({ url, exchanges: [fetchExchange], fetchOptions: { headers } });
    const created = await client.mutation(urqlGql(CREATE), { shop, data });
    const page = await client.query(urqlGql(PAGE), { shop, limit: 1000 });
    const refused = await client.mutation(urqlGql(CREATE), { shop, data: bad });
    const errors = refused.error.graphQLErrors.map(({ message, path, originalError, extensions, ...rest }) => ({
      message,
      path,
      code: (originalError?.apiError ?? rest.apiError)?.code,
    }));
    return { created: created.data, page: page.data, errors };
  },
};

console.log(JSON.stringify(await scenarios[scenario](), (key, value) => (key === "__typename" ? undefined : value)));
