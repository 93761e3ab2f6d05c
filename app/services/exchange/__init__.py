"""Exchange: a whole programme as one open file, out of this installation and into another; docs/programme-file.md."""
