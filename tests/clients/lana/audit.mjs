// The audit of servers by the GraphQL over HTTP specification.
import { serverAudits } from "graphql-http";

const { host, token } = JSON.parse(process.env.GIVEN);

const fetchFn = (url, init) => fetch(url, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } });
const audits = serverAudits({ url: `${host}/commerce.json`, fetchFn });
const results = await Promise.all(audits.map(({ fn }) => fn()));
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
