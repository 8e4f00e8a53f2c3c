"""What do firms learn, and which skills do they lack: the parts of the appraisal.

Each part takes tables and gives a table; `workbench.fieldwork.appraisal` puts them together.
"""
