"""How words are read, weighed, mended and ranked: pure, the same for the hub and for a site without one."""
