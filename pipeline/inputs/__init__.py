"""What to read: files, folders and standard input become sources; what is known of them beside their bytes."""
