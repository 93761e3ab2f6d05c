"""Planning: plans, texts with their versions, sets of indicators, norms, and national goals that are served."""
