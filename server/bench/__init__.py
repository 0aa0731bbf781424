"""Measuring: `doorstep bench`. A figure is of this machine and this minute."""
