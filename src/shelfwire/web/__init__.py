"""Pages for people: the front page and the API references.

Everything is served from the package; no page asks another host for anything. The pages know what a dialect is, and none of
them by name.
"""
