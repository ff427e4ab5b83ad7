"""One typed function for each thing a user can do; its result is the `--json` object. Nothing here prints."""
