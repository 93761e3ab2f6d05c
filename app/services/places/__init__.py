"""Places: areas, neighbourhoods, municipalities and what contains what."""
