"""Values → WordprocessingML, and what they add to the package."""
