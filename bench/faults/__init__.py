"""What happens when things break while figures come in: killed, cut off, out of disk, two at once; on real servers."""
