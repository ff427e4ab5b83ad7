"""Data only: the halls that are shipped, one folder each."""
