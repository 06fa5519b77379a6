"""Speed, measured side by side with peers in one run, as ratios. These are no tests."""
