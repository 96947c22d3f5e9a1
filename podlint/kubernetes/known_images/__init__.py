"""What is known of well-known images: one table, in a module for each group of publishers."""
