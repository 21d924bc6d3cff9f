"""The web desk: its pages as a browser gets them."""
