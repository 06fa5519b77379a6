"""Files below inputs/, whatever they are → what was read of each, and which of several versions counts."""
