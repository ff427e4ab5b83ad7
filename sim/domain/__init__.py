"""What a hall consists of: each thing declared once.

As a frozen dataclass whose fields carry unit and range.
"""
