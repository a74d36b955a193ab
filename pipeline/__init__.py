"""The stages that touch files, processes and screens: sources, formats, clean, extract, store, cli."""
