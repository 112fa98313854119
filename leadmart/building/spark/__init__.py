"""What is different when Spark builds; everything else of a run is the same.

run        the run's side: what is needed, what is handed in and out, the process it talks to
process    that process: a Spark session for the time of one action
catalogue  the names in Spark's catalogue: a release's own schemas, and the public ones
intake     inputs that Spark reads itself: a prefix of files, a schema of tables
"""
