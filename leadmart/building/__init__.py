"""How inputs become tables: dbt in a process of its own, on DuckDB or on Spark.

In: the work database with a delivery's inputs, and a plan of what to build from them. Out: a
database of public tables that nobody reads yet, and what came of every node and test.
"""
