"""What figures and findings of the market share: seasons, and what is odd about the territory table."""
