"""What a hall consists of: each thing declared once, as a frozen dataclass whose fields carry unit and range."""
