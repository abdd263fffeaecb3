"""A whole class against a real lab on this machine: `make drill N=60`.

One instructor and N students go through a session of `zone-outage` as browsers would: pages, API calls and
websockets, with cookies and keep-alive connections, from a process of its own whose share of the processor is
measured. Meanwhile a worker and the grader are killed and Valkey is restarted.

Terms
-----
crowd
    The people, as one process with one event loop (`crowd`). It says on its standard output what happens.
drill
    What starts the lab and the crowd, kills, and compares what was handed in with the database (`run`).
lost, doubled
    A submission that was handed in and is not there or was never graded; a row nobody handed in, or one too many.
"""
