"""What a log says: a registry of measures, and how each is taken from a log."""
