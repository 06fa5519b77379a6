"""A part as a person saved it, and the same part as it can be cut into pieces."""
