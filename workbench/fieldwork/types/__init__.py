"""Which type is it: forms of cooperation, types of clusters and of firms, by rules and by data.

Each part takes tables and gives a table; `workbench.fieldwork.typology` puts them together.
"""
