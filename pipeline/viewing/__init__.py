"""One report on the screen: its facts with their sentences, its tables as the form prints them, and why each is what it is."""
