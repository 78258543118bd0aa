"""What comes out: the terminal's summary and JSON."""
