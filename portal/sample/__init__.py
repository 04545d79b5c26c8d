"""The sample organisation: what a newcomer finds on the first visit.

Wiring, like settings and URLs: it knows every app and nothing knows it. Its disks are small and
real (a partition table, a file system, files), and the ordinary workers replicate them.
"""
