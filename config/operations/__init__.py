"""Operating an installation: its keys, the work under way, and what is not right.

deeds.py    key operations and their two persons
desk.py     what pages and commands say about keys and jobs
panels.py   the page's parts; other apps add theirs with `panels.register`
"""
