"""Backup and restore: everything the database holds, in one file that any database takes.

An archive holds rows, not the files of a database engine. So one written on a laptop's SQLite is restored into
a cluster's PostgreSQL and back, no program of the database's version has to be in the image, and an archive
of an older version is brought up to date by the migrations that are there anyway. What that costs is
speed: some thousand rows or twenty megabytes a second. Who has a database so large that this matters has
`pg_dump` as well.
"""
