"""Example bots: small Flask servers to read, run, install in a room, and change.

Run them all with `scripts/example-bots` (or `python3 -m example_bots`) and open
http://localhost:1234/ for the list. There is one file for each bot; begin with hello.py.
"""
