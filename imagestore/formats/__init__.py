"""Disk formats in and out. A container is decoded before it is cut, so that the same disk in any
format gives the same chunks. Nothing in a file is believed before its bounds are checked."""

from imagestore.formats.base import Disk
from imagestore.formats.detect import open_disk

__all__ = ["Disk", "open_disk"]
