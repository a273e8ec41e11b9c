"""Everything behind `make run`: one supervisor that prepares the machine, starts the programs and ends them.

Nothing here imports Django: the environment its settings are read from is made here.
"""
