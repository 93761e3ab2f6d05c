"""Quality over time: what came and when, what stands out, what does not add up, and what was asked about it."""
