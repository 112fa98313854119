"""How a company's data comes in: the company file, the places it names, the mapping of own files.

In: the text of a company file, and what lies where it points. Out: rows of text in the shape of
the contract (models/inputs.yml), and the settings, rules and dimensions of the company.
"""
