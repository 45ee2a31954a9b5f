"""Bulk writes: any number of items, cut into requests, several in flight, each item answered.

`run.py` decides without input or output what is sent next and what an answer means; `threads.py` and `tasks.py` carry that out.
A dialect says in its `bulk.py` how its requests look and which items they match (`form.py`).
"""
