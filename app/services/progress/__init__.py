"""Are we on course? `engine` is the pure part: figures in, assessments out. `answers` brings it its rows."""
