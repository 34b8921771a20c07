"""Keeping the watch running: the foreground loop; later health, backup and restore."""
