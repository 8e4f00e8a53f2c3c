"""What can happen to a run, made to happen: nothing is lost, and no report says it is done falsely.

python -m tests.faults            all kinds: a table of what was injected and what came of it
python -m tests.faults F4 F9      some of them
"""
