"""The wire languages: one folder a dialect, the same file names in each.

`schema.py` what travels on the wire; `decode.py` wire to changes; `encode.py` outcomes and products to the wire;
`errors.py` the API's own error bodies; `routes.py` paths, verbs and permissions. `contract.py` is what all of them are to
the HTTP layer; `registry.py` is the one place that lists them.
"""
