"""Inspector: which machines, images and functions have software with known weaknesses, in each Region."""
