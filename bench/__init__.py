"""Speed and memory, as ratios to a limit measured in the same run: these machines are noisy, so no absolute times."""
