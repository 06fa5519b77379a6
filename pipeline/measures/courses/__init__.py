"""What the figures of courses share: whose row is whose, the clock, the participants, and what does not fit."""
