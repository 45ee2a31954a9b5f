"use strict";

const place = document.getElementById("graphiql");

// What was asked for is kept in the browser; what opens the catalogue is not.
window.ReactDOM.createRoot(place).render(
  window.React.createElement(window.GraphiQL, {
    fetcher: window.GraphiQL.createFetcher({ url: place.dataset.url }),
    defaultEditorToolsVisibility: "headers",
    defaultHeaders: '{\n  "Authorization": "Bearer "\n}\n',
    shouldPersistHeaders: false,
    defaultQuery: "{\n  shops {\n    id\n    name\n  }\n}\n",
  })
);
