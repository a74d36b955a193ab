"""The dataset on disk: its tables as declared by the records, their batches, files and dictionary, published as one."""
