"""One command keeps an installation running.

A *part* is a program that belongs to it: broker, worker, beat, web. A *child* is a part that was
started: it is started again when it dies, and stopped with everything it started itself.
"""
