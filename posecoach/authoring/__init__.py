"""Tools for whoever writes exercise files: look, check, try, test, begin, learn."""
