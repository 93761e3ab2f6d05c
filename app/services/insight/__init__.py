"""Insight: what figures say beside each other. Two levels, extremes, stacking, surroundings, the state of the data.

Nothing is stored: all of it is computed on reading, from figures as the reader may see them.
"""
