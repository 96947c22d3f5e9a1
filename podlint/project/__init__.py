"""What belongs together: roles of files, facts of objects, the index over them."""
